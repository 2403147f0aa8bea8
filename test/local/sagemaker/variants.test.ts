import { describe, expect, it } from 'vitest';
import { allAtOnce, canary, linear, localSageMaker, policyOf, rolling, type World } from './support.ts';

const minute = 60_000;

/** Two variants: A with 4 instances and weight 3, B with 2 and weight 1. */
const two = [
  { VariantName: 'A', InitialInstanceCount: 4, InitialVariantWeight: 3 },
  { VariantName: 'B', InitialInstanceCount: 2, InitialVariantWeight: 1 },
];

const serving = async (blue: readonly object[] = two, green: readonly object[] = blue) => {
  const world = localSageMaker();
  await world.servingVariants(blue, green);
  return world;
};

/** `+<s> <variant>: <blue active>+<green active>` of each bake. */
const bakes = (world: World) =>
  world.snapshots
    .filter(({ progress }) => progress?.status === 'Baking')
    .map(({ fleets }) =>
      ['A', 'B'].map((variant) => {
        const active = (colour: string) =>
          fleets.find((fleet) => fleet.colour === colour && fleet.variantName === variant)?.active ?? 0;
        return `${variant} ${active('blue')}+${active('green')}`;
      }),
    );

/** Each variant's share of all invocations, by fleet. */
const shares = (world: World) =>
  world.sagemaker
    .snapshot('iris')
    ?.fleets.map(({ colour, variantName, share }) => `${colour} ${variantName} ${share.toFixed(3)}`);

describe('an endpoint of several variants', () => {
  it('starts and shows all of them, and splits invocations by their weights', async () => {
    const world = await serving();
    expect(world.containers.running('blue-image')).toBe(6);
    expect((await world.describe()).ProductionVariants).toMatchObject([
      { VariantName: 'A', CurrentInstanceCount: 4, CurrentWeight: 3 },
      { VariantName: 'B', CurrentInstanceCount: 2, CurrentWeight: 1 },
    ]);
    expect(shares(world)).toEqual(['blue A 0.750', 'blue B 0.250']);
    for (let i = 0; i < 800; i += 1) await world.invoke();
    const toA = world.metrics.filter(
      (datum) => datum.metric === 'Invocations' && datum.dimensions.VariantName === 'A',
    ).length;
    // Each invocation is told twice; 600 of 800 expected, four standard deviations are 49.
    expect(Math.abs(toA / 2 - 600)).toBeLessThan(49);
  });

  it('tells of invocations per instance by variant', async () => {
    const world = await serving();
    await world.invoke('x', 'iris', 'B');
    const told = world.metrics.find((datum) => datum.metric === 'InvocationsPerInstance');
    expect(told).toMatchObject({ value: 0.5, dimensions: { EndpointName: 'iris', VariantName: 'B' } });
  });

  it('of no weight at all gives each the same', async () => {
    const world = await serving(two.map((variant) => ({ ...variant, InitialVariantWeight: 0 })));
    expect(shares(world)).toEqual(['blue A 0.500', 'blue B 0.500']);
  });

  it('moves each variant by its own step, at the same time', async () => {
    const world = await serving();
    const half = {
      TrafficRoutingConfiguration: {
        ...policyOf(linear).TrafficRoutingConfiguration,
        LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
      },
      TerminationWaitInSeconds: 60,
    } as never;
    await world.update({ BlueGreenUpdatePolicy: half });
    await world.clock.advance(60 * minute);
    expect(bakes(world)).toEqual([
      ['A 2+2', 'B 1+1'],
      ['A 0+4', 'B 0+2'],
    ]);
    expect(world.containers.running('green-image')).toBe(6);
    expect(world.containers.running('blue-image')).toBe(0);
  });

  it('takes as many steps as the variant that needs most; the others wait, wholly on green', async () => {
    const world = await serving();
    await world.update(linear);
    await world.clock.advance(60 * minute);
    // 20 % of 4 is 0.8, so 1; 20 % of 2 is 0.4, so 1.
    expect(bakes(world)).toEqual([
      ['A 3+1', 'B 1+1'],
      ['A 2+2', 'B 0+2'],
      ['A 1+3', 'B 0+2'],
      ['A 0+4', 'B 0+2'],
    ]);
  });

  it('splits by weight first and by the shift within the variant', async () => {
    const world = await serving();
    await world.update(canary);
    await world.clock.advance(5 * minute);
    // The canary is 1 of 4 of A, and 1 of 2 of B.
    expect(shares(world)).toEqual(['blue A 0.563', 'blue B 0.125', 'green A 0.188', 'green B 0.125']);
  });

  it('keeps the old weights until all traffic is on green', async () => {
    const world = await serving(two, [
      { ...two[0], InitialVariantWeight: 1 },
      { ...two[1], InitialVariantWeight: 1 },
    ]);
    await world.update(canary);
    await world.clock.advance(5 * minute);
    expect(shares(world)?.at(0)).toBe('blue A 0.563');
    await world.clock.advance(5 * minute);
    expect(shares(world)).toEqual(['blue A 0.000', 'blue B 0.000', 'green A 0.500', 'green B 0.500']);
  });

  it('tells the progress of each variant in its own numbers', async () => {
    const world = await serving();
    await world.update(canary);
    await world.clock.advance(9 * minute);
    const { PendingDeploymentSummary } = await world.describe();
    expect(
      PendingDeploymentSummary?.ProductionVariants?.map((variant) => [
        variant.VariantName,
        variant.CurrentInstanceCount,
        variant.VariantStatus?.[0]?.StatusMessage,
      ]),
    ).toEqual([
      [
        'A',
        4,
        'Baking for 120 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 4 instance(s).',
      ],
      [
        'B',
        2,
        'Baking for 120 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 2 instance(s).',
      ],
    ]);
    const summary = world.events.at(-1)?.event.detail.PendingDeploymentSummary;
    expect(summary).toMatchObject({ ProductionVariants: [{ VariantName: 'A' }, { VariantName: 'B' }] });
  });

  it('rolls all of them back together', async () => {
    const world = await serving();
    await world.update(allAtOnce);
    await world.clock.advance(5 * minute);
    world.alarms.set('alarm', 'ALARM');
    expect(shares(world)).toEqual(['blue A 0.750', 'blue B 0.250', 'green A 0.000', 'green B 0.000']);
    await world.clock.advance(minute);
    expect(await world.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'blue' });
    expect(world.containers.running('green-image')).toBe(0);
  });

  it('rolls back if one of them does not come up', async () => {
    const world = await serving();
    world.sagemaker.injectFault({ endpoint: 'iris', config: 'green', variant: 'B', ping: 'fails' });
    await world.update(allAtOnce);
    await world.clock.advance(10 * minute);
    expect(await world.describe()).toMatchObject({
      EndpointConfigName: 'blue',
      FailureReason:
        'The primary container for production variant B did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
    });
    expect(world.containers.running('green-image')).toBe(0);
  });

  it('takes a new config whose variants stand in another order, and none with other names', async () => {
    const world = await serving(two, [...two].reverse());
    await world.update();
    await world.clock.advance(10 * minute);
    expect((await world.describe()).ProductionVariants).toMatchObject([
      { VariantName: 'A', CurrentInstanceCount: 4 },
      { VariantName: 'B', CurrentInstanceCount: 2 },
    ]);
    await world.config('single', 2, { VariantName: 'A' });
    const DeploymentConfig = canary;
    await expect(world.updateTo({ EndpointConfigName: 'single', DeploymentConfig })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('expected A, B, got A'),
    });
  });

  it('refuses a step that is too large for one of them', async () => {
    const world = await serving();
    const TrafficRoutingConfiguration = {
      ...policyOf(canary).TrafficRoutingConfiguration,
      CanarySize: { Type: 'INSTANCE_COUNT', Value: 2 },
    } as never;
    await expect(
      world.update({ BlueGreenUpdatePolicy: { TrafficRoutingConfiguration } }),
    ).rejects.toMatchObject({ message: expect.stringContaining('got 2 instance(s) of 2') });
  });
});

describe('TargetVariant', () => {
  it('asks one variant, whatever its weight, by its own blue and green shares', async () => {
    const world = await serving([two[0] as object, { ...two[1], InitialVariantWeight: 0 }]);
    await world.update(canary);
    await world.clock.advance(5 * minute);
    let green = 0;
    for (let i = 0; i < 400; i += 1) {
      if ((await world.invoke('x', 'iris', 'B')) === 'green-image') green += 1;
    }
    // 1 of 2: 200 expected, four standard deviations are 40.
    expect(Math.abs(green - 200)).toBeLessThan(40);
    expect(world.metrics.every((datum) => datum.dimensions.VariantName === 'B')).toBe(true);
  });
});

describe('a rolling update of several variants', () => {
  it('falls back to all at once, with no bake and no deployment events, visibly', async () => {
    const world = await serving();
    await world.update(rolling(1));
    const reason = 'rolling updates exclude endpoints of several variants (2): all at once, no final bake';
    expect(world.sagemaker.snapshot('iris')?.fallback).toBe(reason);
    await world.clock.advance(5 * minute);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'green',
    });
    expect(bakes(world)).toEqual([]);
    expect(world.events.map(({ event }) => event.detailType)).toEqual([
      'SageMaker Endpoint State Change',
      'SageMaker Endpoint State Change',
    ]);
    expect(world.snapshots.at(-1)?.fallback).toBeUndefined();
  });
});

describe('Inf1 instances', () => {
  it('fall back likewise, whatever the policy', async () => {
    const world = await serving([{ InstanceType: 'ml.inf1.xlarge', InitialInstanceCount: 2 }]);
    await world.update(canary);
    expect(world.snapshots.at(-1)?.fallback).toContain('Inf1');
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(5 * minute);
    expect((await world.describe()).EndpointConfigName).toBe('green');
    expect(world.events.filter(({ event }) => event.detailType.includes('Deployment'))).toEqual([]);
  });
});
