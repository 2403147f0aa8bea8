import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { deploymentPlan } from './deployment-plan.ts';
import { fallbackOf } from './fallback.ts';
import type { Generation } from './fleet.ts';
import { rollingPlan } from './rolling-plan.ts';

/** The deployment that takes an endpoint from `live` to `green`, at `now`. */
export function deploymentOf(
  live: Generation,
  green: Generation,
  config: DeploymentConfig | undefined,
  now: number,
  timings: Timings,
  assumptions: Assumptions,
): Deployment {
  const sizes = green.fleets.map(({ spec }, variant) => ({
    blue: live.fleets[variant]?.instances.length ?? 0,
    green: spec.instanceCount,
  }));
  const specs = [...live.fleets, ...green.fleets].map(({ spec }) => spec);
  const fallback = fallbackOf(specs, config);
  const applied = fallback === undefined ? config : undefined;
  const { BlueGreenUpdatePolicy, RollingUpdatePolicy, AutoRollbackConfiguration } = applied ?? {};
  const [only] = sizes;
  return {
    startedAt: now,
    sizes,
    plan:
      RollingUpdatePolicy !== undefined && only !== undefined
        ? rollingPlan(RollingUpdatePolicy, only, timings, assumptions)
        : deploymentPlan(BlueGreenUpdatePolicy, sizes, timings, assumptions),
    rolling: RollingUpdatePolicy,
    alarmNames: AutoRollbackConfiguration?.Alarms?.flatMap((alarm) => alarm.AlarmName ?? []) ?? [],
    timeLimitSeconds: (RollingUpdatePolicy ?? BlueGreenUpdatePolicy)?.MaximumExecutionTimeoutInSeconds,
    fallback,
    timings,
    assumptions,
  };
}
