import { describe, expect, it } from 'vitest';
import { allAtOnce, localSageMaker } from './support.ts';

const types = ['ml.g5.xlarge', 'ml.m5.large'];

const pools = (...overrides: (string | undefined)[]) => ({
  InstanceType: undefined,
  InitialInstanceCount: 2,
  // Not in the order of their Priority.
  InstancePools: overrides
    .map((override, index) => ({
      InstanceType: types[index],
      Priority: index + 1,
      ...(override !== undefined && { ModelNameOverride: override }),
    }))
    .reverse(),
});

describe('A variant of instance pools', () => {
  it('has all its instances of the first pool by Priority, with the variant’s model', async () => {
    const world = localSageMaker();
    await world.configOf('other', [{}]);
    await world.servingVariants([pools(undefined, 'other')]);
    expect(await world.invoke()).toBe('blue-image');
    expect((await world.describe()).ProductionVariants).toMatchObject([
      {
        CurrentInstanceCount: 2,
        InstancePools: [
          { InstanceType: 'ml.m5.large', CurrentInstanceCount: 0 },
          { InstanceType: 'ml.g5.xlarge', CurrentInstanceCount: 2 },
        ],
      },
    ]);
  });

  it('serves what the pool names instead: a new config that still names the old model serves that', async () => {
    const world = localSageMaker();
    await world.configOf('old', [{}]);
    await world.servingVariants([pools('old')]);
    expect(await world.invoke()).toBe('old-image');
    await world.update(allAtOnce);
    await world.clock.advance(3_600_000);
    expect((await world.describe()).EndpointConfigName).toBe('green');
    expect(await world.invoke()).toBe('old-image');
  });
});
