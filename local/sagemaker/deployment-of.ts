import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { Assumptions, Timings } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import { fallbackOf } from './fallback.ts';
import type { Generation } from './fleet.ts';
import type { Planner } from './planner.ts';

/** The deployment that takes an endpoint from `live` to `green`, at `now`. */
export function deploymentOf(
  live: Generation,
  green: Generation,
  config: DeploymentConfig | undefined,
  now: number,
  deps: { readonly timings: Timings; readonly assumptions: Assumptions; readonly planner: Planner },
): Deployment {
  const { timings, assumptions, planner } = deps;
  // Variants that only one of them has stand behind those of both: there a size is 0.
  const places = Math.max(live.fleets.length, green.fleets.length);
  const sizes = Array.from({ length: places }, (_, variant) => ({
    blue: live.fleets[variant]?.instances.length ?? 0,
    green: green.fleets[variant]?.spec.instanceCount ?? 0,
  }));
  const specs = [...live.fleets, ...green.fleets].map(({ spec }) => spec);
  const fallback = fallbackOf(specs, config);
  const applied = fallback === undefined ? config : undefined;
  const { BlueGreenUpdatePolicy, RollingUpdatePolicy, AutoRollbackConfiguration } = applied ?? {};
  return {
    startedAt: now,
    sizes,
    plan: planner(applied, sizes),
    rolling: RollingUpdatePolicy,
    alarmNames: AutoRollbackConfiguration?.Alarms?.flatMap((alarm) => alarm.AlarmName ?? []) ?? [],
    timeLimitSeconds: (RollingUpdatePolicy ?? BlueGreenUpdatePolicy)?.MaximumExecutionTimeoutInSeconds,
    fallback,
    timings,
    assumptions,
  };
}
