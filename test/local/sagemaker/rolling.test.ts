import { describe, expect, it } from 'vitest';
import { localSageMaker, rolling, type World } from './support.ts';

const minute = 60_000;

/** The story, its bakes in one word. */
const brief = (world: World) =>
  world.story().map((line) => line.replace(/Baking .*instance\(s\)\./, 'Baking'));

const running = (world: World) => ({
  blue: world.containers.running('blue-image'),
  green: world.containers.running('green-image'),
});

describe('a rolling update', () => {
  it('provisions, turns on, bakes and replaces one batch after another', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    await world.clock.advance(60 * minute);
    expect(world.story()).toEqual([
      '+0 Launching 2 instance(s). 5+0 0%',
      '+240 Activating traffic on canary capacity of 2 instance(s). 5+0 0%',
      '+240 Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 2 instance(s). 3+2 40%',
      '+540 Terminating 2 instance(s). 3+2 40%',
      '+600 Launching 2 instance(s). 3+2 40%',
      '+840 Activating traffic on canary capacity of 4 instance(s). 3+2 40%',
      '+840 Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 4 instance(s). 1+4 80%',
      '+1140 Terminating 2 instance(s). 1+4 80%',
      '+1200 Launching 1 instance(s). 1+4 80%',
      '+1440 Activating traffic on full capacity of 5 instance(s). 1+4 80%',
      '+1440 Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on full capacity of 5 instance(s). 0+5 100%',
      '+1740 Terminating 1 instance(s). 0+5 100%',
      '+1800 InService 5+0 0%',
    ]);
    expect((await world.describe()).EndpointConfigName).toBe('green');
    expect(running(world)).toEqual({ blue: 0, green: 5 });
  });

  it('never has more than a batch beyond the fleet', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    let most = 0;
    for (let passed = 0; passed < 30 * minute; passed += minute) {
      await world.clock.advance(minute);
      const { blue, green } = running(world);
      most = Math.max(most, blue + green);
    }
    expect(most).toBe(7);
  });

  it('shows both configs while it lasts', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    await world.clock.advance(10 * minute);
    expect(await world.describe()).toMatchObject({
      EndpointStatus: 'Updating',
      EndpointConfigName: 'blue',
      ProductionVariants: [{ CurrentInstanceCount: 3, DesiredInstanceCount: 5 }],
      PendingDeploymentSummary: {
        EndpointConfigName: 'green',
        ProductionVariants: [
          {
            CurrentInstanceCount: 2,
            DesiredInstanceCount: 5,
            VariantStatus: [{ Status: 'Creating', StatusMessage: 'Launching 2 instance(s).' }],
          },
        ],
      },
    });
  });

  it('keeps the smaller fleet serving when the new one has another size', async () => {
    const world = localSageMaker();
    await world.serving(3, 5);
    await world.update(rolling(2));
    await world.clock.advance(60 * minute);
    const bakes = brief(world).filter((line) => line.includes('Baking'));
    expect(bakes).toEqual(['+240 Baking 2+2 40%', '+840 Baking 1+4 80%', '+1440 Baking 0+5 100%']);
    expect(running(world)).toEqual({ blue: 0, green: 5 });
  });

  it.each([
    ['INSTANCE_COUNT', 3, '3 instance(s) of 5'],
    ['CAPACITY_PERCENT', 51, '51% of 5'],
    ['CAPACITY_PERCENT', 4, '4% of 5'],
  ] as const)('refuses batches by %s of %i', async (Type, Value, given) => {
    const world = localSageMaker();
    await world.serving(5);
    const policy = { MaximumBatchSize: { Type, Value }, WaitIntervalInSeconds: 0 };
    await expect(world.update({ RollingUpdatePolicy: policy })).rejects.toMatchObject({
      name: 'ValidationException',
      message: `MaximumBatchSize must be between 5% and 50% of the variant's total instance count: got ${given}.`,
    });
  });

  it('is refused beside a blue/green policy', async () => {
    const world = localSageMaker();
    await world.serving(5);
    const both = {
      ...rolling(2),
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
      },
    } as const;
    await expect(world.update(both)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the rollback of a rolling update', () => {
  it('in the first bake gives everything back to blue at once, for none of it is gone', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    await world.clock.advance(5 * minute);
    world.alarms.set('alarm', 'ALARM');
    expect(world.story().at(-1)).toBe('+300 Terminating 2 instance(s). 5+0 0%');
    await world.clock.advance(minute);
    expect(world.story().at(-1)).toBe('+360 InService 5+0 0%');
    expect(running(world)).toEqual({ blue: 5, green: 0 });
  });

  it('provisions what was terminated all at once, unless told otherwise', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    await world.clock.advance(15 * minute);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(60 * minute);
    expect(brief(world).slice(-6)).toEqual([
      '+840 Baking 1+4 80%',
      // The 3 blue ones that are left take their part back; 2 of the green ones are idle.
      '+900 Terminating 2 instance(s). 3+2 40%',
      '+960 Launching 2 instance(s). 3+2 40%',
      '+1200 Activating traffic on full capacity of 5 instance(s). 3+2 40%',
      '+1200 Terminating 2 instance(s). 5+0 0%',
      '+1260 InService 5+0 0%',
    ]);
    expect(running(world)).toEqual({ blue: 5, green: 0 });
    expect((await world.describe()).EndpointConfigName).toBe('blue');
  });

  it('goes by batches of RollbackMaximumBatchSize', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2, 1));
    await world.clock.advance(15 * minute);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(60 * minute);
    const at = world.story().findIndex((line) => line.startsWith('+900'));
    expect(brief(world).slice(at)).toEqual([
      '+900 Terminating 2 instance(s). 3+2 40%',
      '+960 Launching 1 instance(s). 3+2 40%',
      '+1200 Activating traffic on canary capacity of 4 instance(s). 3+2 40%',
      '+1200 Terminating 1 instance(s). 4+1 20%',
      '+1260 Launching 1 instance(s). 4+1 20%',
      '+1500 Activating traffic on full capacity of 5 instance(s). 4+1 20%',
      '+1500 Terminating 1 instance(s). 5+0 0%',
      '+1560 InService 5+0 0%',
    ]);
  });

  it('leaves rather more than fewer serving when the fleets differ', async () => {
    const world = localSageMaker();
    await world.serving(3, 5);
    await world.update(rolling(2));
    await world.clock.advance(15 * minute);
    world.alarms.set('alarm', 'ALARM');
    // 2 of 3 blue are left; 1/3 of 5 green is 1.67.
    expect(world.story().at(-1)).toBe('+900 Terminating 2 instance(s). 2+2 40%');
    await world.clock.advance(60 * minute);
    expect(world.story().slice(-3)).toEqual([
      '+1200 Activating traffic on full capacity of 3 instance(s). 2+2 40%',
      '+1200 Terminating 2 instance(s). 3+0 0%',
      '+1260 InService 3+0 0%',
    ]);
    expect(running(world)).toEqual({ blue: 3, green: 0 });
  });

  it('begins when a later batch does not come up, and calls it off', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    await world.clock.advance(10 * minute);
    world.containers.failures.set('green-image', 'PingError');
    await world.clock.advance(60 * minute);
    expect(await world.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'blue' });
    expect(running(world)).toEqual({ blue: 5, green: 0 });
  });

  it('begins at the time limit, even while a batch of blue is being terminated', async () => {
    const world = localSageMaker();
    await world.serving(5);
    const { RollingUpdatePolicy } = rolling(2);
    await world.update({
      RollingUpdatePolicy: { ...RollingUpdatePolicy, MaximumExecutionTimeoutInSeconds: 1150 } as never,
    });
    await world.clock.advance(60 * minute);
    const at = world.story().findIndex((line) => line.startsWith('+1150'));
    expect(brief(world).slice(at)).toEqual([
      '+1150 Launching 4 instance(s). 1+4 80%',
      '+1390 Activating traffic on full capacity of 5 instance(s). 1+4 80%',
      '+1390 Terminating 4 instance(s). 5+0 0%',
      '+1450 InService 5+0 0%',
    ]);
    expect(running(world)).toEqual({ blue: 5, green: 0 });
  });
});

describe('a rollback that fails', () => {
  /** In the second bake, with no capacity for blue any more, the alarm goes off. */
  async function failedRollback() {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(rolling(2));
    await world.clock.advance(15 * minute);
    const lift = world.sagemaker.injectFault({ endpoint: 'iris', config: 'blue', capacity: 'insufficient' });
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(60 * minute);
    return { world, lift };
  }

  it('leaves both configs serving, UpdateRollbackFailed', async () => {
    const { world } = await failedRollback();
    const { $metadata, PendingDeploymentSummary, ...described } = await world.describe();
    expect(PendingDeploymentSummary).toBeUndefined();
    expect(described).toMatchObject({
      EndpointStatus: 'UpdateRollbackFailed',
      EndpointConfigName: 'blue',
      FailureReason:
        'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.',
      ProductionVariants: [
        {
          CurrentInstanceCount: 5,
          DesiredInstanceCount: 5,
          DeployedImages: [{ SpecifiedImage: 'blue-image' }, { SpecifiedImage: 'green-image' }],
        },
      ],
    });
    expect(running(world)).toEqual({ blue: 3, green: 2 });
    expect(world.sagemaker.snapshot('iris')?.fleets).toMatchObject([
      { configName: 'blue', active: 3, share: 0.6 },
      { configName: 'green', active: 2, share: 0.4 },
    ]);
    expect(world.events.at(-1)?.event.detail.EndpointStatus).toBe('UPDATE_ROLLBACK_FAILED');
    const answers = new Set<string>();
    for (let i = 0; i < 50; i += 1) answers.add(await world.invoke());
    expect(answers).toEqual(new Set(['blue-image', 'green-image']));
  });

  it.each(['blue', 'green'])('is mended by an update to %s', async (EndpointConfigName) => {
    const { world, lift } = await failedRollback();
    lift();
    await world.updateTo({ EndpointConfigName });
    await world.clock.advance(60 * minute);
    expect(await world.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName });
    expect(world.containers.running(`${EndpointConfigName}-image`)).toBe(5);
    expect(running(world).blue + running(world).green).toBe(5);
  });

  it('stays so if the update that should mend it is rolled back in its turn', async () => {
    const { world } = await failedRollback();
    await world.updateTo({ EndpointConfigName: 'blue' });
    await world.clock.advance(60 * minute);
    expect((await world.describe()).EndpointStatus).toBe('UpdateRollbackFailed');
    expect(running(world)).toEqual({ blue: 3, green: 2 });
  });

  it('allows the endpoint to be deleted', async () => {
    const { world } = await failedRollback();
    await world.remove();
    await world.clock.advance(minute);
    await expect(world.describe()).rejects.toMatchObject({ name: 'ValidationException' });
    expect(running(world)).toEqual({ blue: 0, green: 0 });
  });
});
