import { describe, expect, it } from 'vitest';
import { defaultAssumptions, defaultTimings } from '../../../local/sagemaker/assumptions.ts';
import { instancesOf } from '../../../local/sagemaker/capacity-size.ts';
import { deploymentPlan } from '../../../local/sagemaker/deployment-plan.ts';
import { canary, linear, policyOf } from './support.ts';

const plan = (policy: Parameters<typeof deploymentPlan>[0], blue: number, green: number) =>
  deploymentPlan(policy, [{ blue, green }], defaultTimings, defaultAssumptions).map((phase) => {
    const traffic = phase.capacity.map(({ blueOn, greenOn }) => `${blueOn}+${greenOn}`).join(' ');
    return phase.kind === 'provisioning'
      ? `${phase.kind} ${traffic}`
      : `${phase.kind} ${phase.seconds} ${traffic}`;
  });

describe('a deployment plan', () => {
  it('without a policy is all at once with no bake', () => {
    expect(plan(undefined, 2, 3)).toEqual(['provisioning 2+0', 'activating 0 2+0', 'terminating 60 0+3']);
  });

  it('leaves out bakes of 0 seconds, but not the shifts', () => {
    const policy = {
      TrafficRoutingConfiguration: {
        ...policyOf(canary).TrafficRoutingConfiguration,
        WaitIntervalInSeconds: 0,
      },
    } as never;
    expect(plan(policy, 3, 3)).toEqual([
      'provisioning 3+0',
      'activating 0 3+0',
      'activating 0 3+1',
      'terminating 60 0+3',
    ]);
  });

  it('takes a last linear step that is smaller than the others', () => {
    const policy = {
      TrafficRoutingConfiguration: {
        Type: 'LINEAR',
        LinearStepSize: { Type: 'INSTANCE_COUNT', Value: 3 },
        WaitIntervalInSeconds: 60,
      },
    } as const;
    expect(plan(policy, 7, 7).filter((phase) => !phase.startsWith('activating'))).toEqual([
      'provisioning 7+0',
      'baking 60 4+3',
      'baking 60 1+6',
      'terminating 60 0+7',
    ]);
  });

  it('turns blue off no faster than green comes on, whatever their sizes', () => {
    const bakes = plan(policyOf(linear), 3, 5).filter((phase) => phase.startsWith('baking'));
    expect(bakes.map((phase) => phase.split(' ').at(-1))).toEqual(['3+1', '2+2', '2+3', '1+4', '0+5']);
  });
});

describe('a capacity size', () => {
  it.each([
    [33, 3, 1], // 0.99: AWS's notebook calls it one instance
    [20, 5, 1],
    [20, 7, 2], // 1.4
    [10, 3, 1], // 0.3
    [50, 3, 2], // 1.5
    [7, 100, 7], // not 8, as 0.07 × 100 would give
  ])('of %i %% of %i instances is %i', (Value, count, instances) => {
    expect(instancesOf({ Type: 'CAPACITY_PERCENT', Value }, count, { percentRounding: 'up' })).toBe(
      instances,
    );
  });

  it('is at least one instance, even where the nearest is none', () => {
    const size = { Type: 'CAPACITY_PERCENT', Value: 10 } as const;
    expect(instancesOf(size, 3, { percentRounding: 'nearest' })).toBe(1);
  });
});
