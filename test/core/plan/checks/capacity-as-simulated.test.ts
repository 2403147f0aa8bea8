import { CreateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import {
  capacityProblems,
  countByType,
  type Fleet,
  peakByType,
} from '../../../../core/plan/checks/capacity.ts';
import { localSageMaker, rolling } from '../../../local/sagemaker/support.ts';

/**
 * The check against the simulator, which knows nothing of it: a rollout is refused here if, and only if, SageMaker
 * would refuse it there, where no other endpoint uses any of the quota.
 */
const m5 = (instanceCount: number): Fleet => ({ instanceType: 'ml.m5.large', instanceCount });

const refusedBy = (before: Fleet[], after: Fleet[], peakInstances: number, quota: number) =>
  capacityProblems({
    peak: peakByType(before, after, peakInstances),
    quotas: { 'ml.m5.large': quota },
    inUseNow: countByType(before),
  }).problems.length > 0;

/** Whether `call` is refused for its quota; any other failure is one of the test. */
async function exceedsQuota(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    expect(error).toMatchObject({ name: 'ResourceLimitExceeded' });
    return true;
  }
}

const upTo = (most: number) => Array.from({ length: most + 1 }, (_, index) => index);
const counts = upTo(3).slice(1);

describe('The quota check refuses what the simulator refuses, and nothing else', () => {
  it.each(upTo(4))('of first releases, with a quota of %d', async (quota) => {
    for (const count of counts) {
      const world = localSageMaker({ quotas: { 'ml.m5.large': quota } });
      await world.config('blue', count);
      const creating = world.client.send(
        new CreateEndpointCommand({ EndpointName: 'iris', EndpointConfigName: 'blue' }),
      );
      expect(await exceedsQuota(creating)).toBe(refusedBy([], [m5(count)], count, quota));
    }
  });

  it.each(upTo(7))('of blue/green updates, with a quota of %d', async (quota) => {
    for (const blue of counts.filter((count) => count <= quota)) {
      for (const green of counts) {
        const world = localSageMaker({ quotas: { 'ml.m5.large': quota } });
        await world.serving(blue, green);
        const refused = refusedBy([m5(blue)], [m5(green)], blue + green, quota);
        expect(await exceedsQuota(world.update())).toBe(refused);
      }
    }
  });

  it.each(upTo(6))('of rolling updates, with a quota of %d', async (quota) => {
    for (const count of [2, 4].filter((serving) => serving <= quota)) {
      for (const batch of upTo(count / 2).slice(1)) {
        const world = localSageMaker({ quotas: { 'ml.m5.large': quota } });
        await world.serving(count);
        const refused = refusedBy([m5(count)], [m5(count)], count + batch, quota);
        expect(await exceedsQuota(world.update(rolling(batch)))).toBe(refused);
      }
    }
  });
});
