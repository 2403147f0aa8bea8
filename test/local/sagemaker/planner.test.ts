import { describe, expect, it } from 'vitest';
import { defaultAssumptions, defaultTimings } from '../../../local/sagemaker/assumptions.ts';
import { deploymentPlan } from '../../../local/sagemaker/deployment-plan.ts';
import { createPlanner } from '../../../local/sagemaker/planner.ts';
import { rollingPlan } from '../../../local/sagemaker/rolling-plan.ts';
import { canary, linear, rolling } from './support.ts';

const sizes = [{ blue: 4, green: 4 }];

describe('the planner', () => {
  it('plans each update by its own policy and sizes', () => {
    const planner = createPlanner(defaultTimings, defaultAssumptions);
    const others = [{ blue: 4, green: 6 }];
    for (const config of [canary, linear]) {
      for (const size of [sizes, others, [...sizes, ...others]]) {
        expect(planner(config, size)).toEqual(
          deploymentPlan(config.BlueGreenUpdatePolicy, size, defaultTimings, defaultAssumptions),
        );
      }
    }
    const policy = rolling(1);
    expect(planner(policy, sizes)).toEqual(
      rollingPlan(
        policy.RollingUpdatePolicy as never,
        { blue: 4, green: 4 },
        defaultTimings,
        defaultAssumptions,
      ),
    );
    expect(planner(undefined, sizes)).toEqual(
      deploymentPlan(undefined, sizes, defaultTimings, defaultAssumptions),
    );
  });

  it('makes a plan once for all who ask for it, whatever their alarms', () => {
    const planner = createPlanner(defaultTimings, defaultAssumptions);
    const again = { ...structuredClone(canary), AutoRollbackConfiguration: { Alarms: [] } };
    expect(planner(again, structuredClone(sizes))).toBe(planner(canary, sizes));
    expect(planner(linear, sizes)).not.toBe(planner(canary, sizes));
  });

  it('does not keep plans without end', () => {
    const planner = createPlanner(defaultTimings, defaultAssumptions);
    const first = planner(canary, sizes);
    for (let green = 1; green <= 200; green += 1) planner(canary, [{ blue: 1, green: 100 + green }]);
    expect(planner(canary, sizes)).not.toBe(first);
    expect(planner(canary, sizes)).toEqual(first);
  });
});
