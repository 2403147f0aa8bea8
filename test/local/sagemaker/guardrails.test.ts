import { describe, expect, it } from 'vitest';
import { allAtOnce, canary, linear, localSageMaker, policyOf, type World } from './support.ts';

const minute = 60_000;

/** The statuses that DescribeEndpoint's pending variant and top level show. */
const seen = async (world: World) => {
  const { EndpointStatus, EndpointConfigName, PendingDeploymentSummary } = await world.describe();
  const variant = PendingDeploymentSummary?.ProductionVariants?.[0];
  return [EndpointStatus, EndpointConfigName, variant?.VariantStatus?.[0]?.StatusMessage];
};

describe('an all-at-once update', () => {
  it('takes the whole termination time to roll back, though its bake would have ended meanwhile', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(allAtOnce);
    await world.clock.advance(820_000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(10 * minute);
    expect(world.story().slice(-2)).toEqual([
      '+820 Terminating 3 instance(s). 3+0 0%',
      '+880 InService 3+0 0%',
    ]);
  });

  it('shifts everything to green at once, bakes for the termination wait, then terminates blue', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(allAtOnce);
    await world.clock.advance(20 * minute);

    expect(world.story()).toEqual([
      '+0 Launching 3 instance(s). 3+0 0%',
      '+240 Activating traffic on full capacity of 3 instance(s). 3+0 0%',
      '+240 Baking for 600 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 3 instance(s). 0+3 100%',
      '+840 Terminating 3 instance(s). 0+3 100%',
      '+900 InService 3+0 0%',
    ]);
    expect(await seen(world)).toEqual(['InService', 'green', undefined]);
    expect(world.containers.running('blue-image')).toBe(0);
    expect(world.containers.running('green-image')).toBe(3);
  });

  it('goes back to blue in the very instant that its alarm goes off in the bake', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(allAtOnce);
    await world.clock.advance(10 * minute);
    world.alarms.set('alarm', 'ALARM');
    expect(world.story().at(-1)).toBe('+600 Terminating 3 instance(s). 3+0 0%');
    await world.clock.advance(10 * minute);

    expect(world.story().slice(-2)).toEqual([
      '+600 Terminating 3 instance(s). 3+0 0%',
      '+660 InService 3+0 0%',
    ]);
    expect(await seen(world)).toEqual(['InService', 'blue', undefined]);
    expect(world.containers.running('green-image')).toBe(0);
    expect(world.containers.running('blue-image')).toBe(3);
  });

  it('is what an update without any policy does, with no bake', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update();
    await world.clock.advance(20 * minute);
    expect(world.story()).toEqual([
      '+0 Launching 3 instance(s). 3+0 0%',
      '+240 Activating traffic on full capacity of 3 instance(s). 3+0 0%',
      '+240 Terminating 3 instance(s). 0+3 100%',
      '+300 InService 3+0 0%',
    ]);
  });
});

describe('a canary update', () => {
  it('bakes one instance beside the whole of blue, then shifts the rest and bakes again', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(20 * minute);
    expect(world.story()).toEqual([
      '+0 Launching 3 instance(s). 3+0 0%',
      '+240 Activating traffic on canary capacity of 1 instance(s). 3+0 0%',
      '+240 Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s). 3+1 33%',
      '+540 Activating traffic on full capacity of 3 instance(s). 3+1 33%',
      '+540 Baking for 120 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 3 instance(s). 0+3 100%',
      '+660 Terminating 3 instance(s). 0+3 100%',
      '+720 InService 3+0 0%',
    ]);
  });

  it.each([
    ['the canary bake', 300],
    ['the final bake', 600],
  ])('rolls back on an alarm in %s', async (_, seconds) => {
    const world = localSageMaker();
    await world.serving();
    await world.update(canary);
    await world.clock.advance(seconds * 1000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(10 * minute);
    expect(world.story().slice(-2)).toEqual([
      `+${seconds} Terminating 3 instance(s). 3+0 0%`,
      `+${seconds + 60} InService 3+0 0%`,
    ]);
    expect(await seen(world)).toEqual(['InService', 'blue', undefined]);
  });
});

describe('a linear update', () => {
  const bake = (on: number) =>
    `Baking for 300 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of ${on} instance(s).`;

  it('turns 20 % of green on and the same size of blue off, five times, each step baked', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(linear);
    await world.clock.advance(60 * minute);
    expect(world.story().filter((line) => !line.includes('Activating'))).toEqual([
      '+0 Launching 5 instance(s). 5+0 0%',
      `+240 ${bake(1)} 4+1 20%`,
      `+540 ${bake(2)} 3+2 40%`,
      `+840 ${bake(3)} 2+3 60%`,
      `+1140 ${bake(4)} 1+4 80%`,
      '+1440 Baking for 300 seconds (TerminationWaitInSeconds) with traffic enabled on full capacity of 5 instance(s). 0+5 100%',
      '+1740 Terminating 5 instance(s). 0+5 100%',
      '+1800 InService 5+0 0%',
    ]);
    expect(world.story().filter((line) => line.includes('Activating'))).toEqual([
      '+240 Activating traffic on canary capacity of 1 instance(s). 5+0 0%',
      '+540 Activating traffic on canary capacity of 2 instance(s). 4+1 20%',
      '+840 Activating traffic on canary capacity of 3 instance(s). 3+2 40%',
      '+1140 Activating traffic on canary capacity of 4 instance(s). 2+3 60%',
      '+1440 Activating traffic on full capacity of 5 instance(s). 1+4 80%',
    ]);
  });

  it.each([1, 2, 3, 4, 5])('rolls back on an alarm in bake %i of 5', async (step) => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(linear);
    // One minute into the bake of that step.
    const seconds = 240 + 300 * (step - 1) + 60;
    await world.clock.advance(seconds * 1000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(60 * minute);
    expect(world.story().slice(-2)).toEqual([
      `+${seconds} Terminating 5 instance(s). 5+0 0%`,
      `+${seconds + 60} InService 5+0 0%`,
    ]);
    expect(await seen(world)).toEqual(['InService', 'blue', undefined]);
    expect(world.containers.running('green-image')).toBe(0);
  });

  it('rolls back on an alarm that was over after a second', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(linear);
    await world.clock.advance(10 * minute);
    world.alarms.set('alarm', 'ALARM');
    world.alarms.set('alarm', 'OK');
    await world.clock.advance(60 * minute);
    expect(await seen(world)).toEqual(['InService', 'blue', undefined]);
  });

  it('keeps on through alarms that are not its own', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(linear);
    await world.clock.advance(10 * minute);
    world.alarms.set('someone-elses', 'ALARM');
    await world.clock.advance(60 * minute);
    expect(await seen(world)).toEqual(['InService', 'green', undefined]);
  });

  it('keeps at least the smaller fleet serving when the new one has another size', async () => {
    const world = localSageMaker();
    await world.serving(3, 5);
    await world.update(linear);
    await world.clock.advance(60 * minute);
    const bakes = world.story().filter((line) => line.includes('Baking'));
    expect(bakes.map((line) => line.split(' ').slice(-2).join(' '))).toEqual([
      '3+1 20%',
      '2+2 40%',
      '2+3 60%',
      '1+4 80%',
      '0+5 100%',
    ]);
  });
});

describe('alarms outside the bakes', () => {
  it('do nothing while green is being provisioned, if they are over before the first bake', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(allAtOnce);
    await world.clock.advance(minute);
    world.alarms.set('alarm', 'ALARM');
    world.alarms.set('alarm', 'OK');
    await world.clock.advance(20 * minute);
    expect(await seen(world)).toEqual(['InService', 'green', undefined]);
  });

  it('do nothing once blue is being terminated', async () => {
    const world = localSageMaker();
    await world.serving();
    await world.update(allAtOnce);
    await world.clock.advance(850_000);
    world.alarms.set('alarm', 'ALARM');
    await world.clock.advance(10 * minute);
    expect(await seen(world)).toEqual(['InService', 'green', undefined]);
    expect(world.alarms.listeners).toBe(0);
  });
});

describe('MaximumExecutionTimeoutInSeconds', () => {
  const short = {
    BlueGreenUpdatePolicy: { ...policyOf(linear), MaximumExecutionTimeoutInSeconds: 600 },
  };

  it('rolls back a deployment that is still shifting', async () => {
    const world = localSageMaker();
    await world.serving(5);
    await world.update(short);
    await world.clock.advance(60 * minute);
    expect(world.story().slice(-2)).toEqual([
      '+600 Terminating 5 instance(s). 5+0 0%',
      '+660 InService 5+0 0%',
    ]);
  });

  it('comes too late once blue is being terminated', async () => {
    const world = localSageMaker();
    await world.serving();
    const MaximumExecutionTimeoutInSeconds = 870;
    await world.update({
      BlueGreenUpdatePolicy: { ...policyOf(allAtOnce), MaximumExecutionTimeoutInSeconds },
    });
    await world.clock.advance(60 * minute);
    expect(world.story().slice(-2)).toEqual([
      '+840 Terminating 3 instance(s). 0+3 100%',
      '+900 InService 3+0 0%',
    ]);
    expect(await seen(world)).toEqual(['InService', 'green', undefined]);
  });

  it.each([
    ['long after', 3600],
    ['during the rollback', 630],
  ])(
    'calls off a fleet that would come up %s, and stops what had started',
    async (_, provisioningSeconds) => {
      const world = localSageMaker({ timings: { provisioningSeconds } });
      await world.serving();
      await world.update(short);
      await world.clock.advance(10 * minute);
      expect(world.story().at(-1)).toBe('+600 Terminating 3 instance(s). 3+0 0%');
      await world.clock.advance(minute);
      expect(await seen(world)).toEqual(['InService', 'blue', undefined]);
      expect(world.containers.running('green-image')).toBe(0);
      expect(world.containers.running('blue-image')).toBe(3);
    },
  );
});
