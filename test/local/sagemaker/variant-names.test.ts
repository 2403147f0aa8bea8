import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../../local/sagemaker/assumptions.ts';
import { canary, localSageMaker, type World } from './support.ts';

const minute = 60_000;
const A = { VariantName: 'A', InitialInstanceCount: 4, InitialVariantWeight: 3 };
const B = { VariantName: 'B', InitialInstanceCount: 2, InitialVariantWeight: 1 };
const C = { VariantName: 'C', InitialInstanceCount: 1, InitialVariantWeight: 1 };

async function serving(green: readonly object[], assumptions: Partial<Assumptions> = {}) {
  const world = localSageMaker({ assumptions });
  await world.servingVariants([A, B], green);
  return world;
}

const shown = async (world: World) =>
  (await world.describe()).ProductionVariants?.map(
    (variant) => `${variant.VariantName} ${variant.CurrentInstanceCount} of weight ${variant.CurrentWeight}`,
  );

/** How many of `asked` requests each variant gets. */
async function split(world: World, asked: number) {
  world.metrics.length = 0;
  for (let i = 0; i < asked; i += 1) await world.invoke();
  const got = new Map<string, number>();
  for (const { metric, dimensions } of world.metrics) {
    if (metric !== 'Invocations' || dimensions.EndpointConfigName !== undefined) continue;
    const name = String(dimensions.VariantName);
    got.set(name, (got.get(name) ?? 0) + 1);
  }
  return got;
}

describe('an update without a DeploymentConfig', () => {
  it.each([
    ['adds a variant', [A, B, C], ['A 4 of weight 3', 'B 2 of weight 1', 'C 1 of weight 1']],
    ['removes the first', [B], ['B 2 of weight 1']],
    ['removes the last', [A], ['A 4 of weight 3']],
    ['renames one', [C, B], ['B 2 of weight 1', 'C 1 of weight 1']],
    ['has none of those in use', [C], ['C 1 of weight 1']],
  ])('%s, all at once', async (_, green, after) => {
    const world = await serving(green);
    await world.update();
    await world.clock.advance(3 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('blue');
    expect([...(await split(world, 20)).keys()].toSorted()).toEqual(['A', 'B']);
    await world.clock.advance(7 * minute);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'green',
    });
    expect(await shown(world)).toEqual(after);
    const names = after.map((line) => line.slice(0, 1));
    expect([...(await split(world, 60)).keys()].toSorted()).toEqual(names);
    expect(world.containers.running('blue-image')).toBe(0);
  });

  it('shows what is launched while the old variants serve on', async () => {
    const world = await serving([C, B]);
    await world.update();
    await world.clock.advance(minute);
    const told = await world.describe();
    expect(told.ProductionVariants?.map(({ VariantName }) => VariantName)?.toSorted()).toEqual(['A', 'B']);
    expect(told.PendingDeploymentSummary?.ProductionVariants).toMatchObject([
      { VariantName: 'B', VariantStatus: [{ StatusMessage: 'Launching 2 instance(s).' }] },
      { VariantName: 'C', VariantStatus: [{ StatusMessage: 'Launching 1 instance(s).' }] },
    ]);
  });

  it('that fails leaves the variants as they were', async () => {
    const world = await serving([C, B]);
    world.sagemaker.injectFault({ endpoint: 'iris', config: 'green', variant: 'C', ping: 'fails' });
    await world.update();
    await world.clock.advance(10 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('blue');
    expect(await shown(world)).toEqual(['A 4 of weight 3', 'B 2 of weight 1']);
    expect([...(await split(world, 20)).keys()].toSorted()).toEqual(['A', 'B']);
  });
});

describe('variantNames', () => {
  const refusal = {
    name: 'ValidationException',
    message: expect.stringContaining('expected A, B, got A, C'),
  };

  it('equal-under-guardrails: with a DeploymentConfig, given or retained, the names must be those in use', async () => {
    const world = await serving([A, C], { variantNames: 'equal-under-guardrails' });
    await expect(world.update(canary)).rejects.toMatchObject(refusal);
    await world.update();
    await world.clock.advance(10 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('green');
  });

  it('always-equal: without one, too', async () => {
    const world = await serving([A, C], { variantNames: 'always-equal' });
    await expect(world.update()).rejects.toMatchObject(refusal);
  });
});
