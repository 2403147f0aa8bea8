import type { TrafficRoutingConfiguration, UpdatePolicy } from '../sagemaker.ts';
import { bake, timeout } from './aws-limits.ts';
import type { Readings } from './readings.ts';
import type { Split } from './splits.ts';
import type { Policy, PolicyFields, Stretch } from './strategy.ts';
import type { Timings } from './timings.ts';
import type { UpdatePolicies } from './update-policies.ts';

/** What the strategies of a BlueGreenUpdatePolicy have in common. */

export const blueGreenFields = { finalBake: bake.optional(), timeout: timeout.optional() };

export function blueGreenUpdate(
  policy: Policy,
  TrafficRoutingConfiguration: TrafficRoutingConfiguration,
  timeoutSeconds: number,
): UpdatePolicy {
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration,
      TerminationWaitInSeconds: policy.finalBake ?? 0,
      MaximumExecutionTimeoutInSeconds: timeoutSeconds,
    },
  };
}

/**
 * The policy if its routing has this type, with the parts that all have. A final bake of 0 s is left out (API
 * reference).
 */
export function routedBy(
  { BlueGreenUpdatePolicy: update }: UpdatePolicies,
  type: TrafficRoutingConfiguration['Type'],
): { readonly routing: TrafficRoutingConfiguration; readonly common: Omit<Policy, 'strategy'> } | undefined {
  if (update?.TrafficRoutingConfiguration.Type !== type) return undefined;
  const { TerminationWaitInSeconds: finalBake, MaximumExecutionTimeoutInSeconds: timeout } = update;
  const common = { ...(finalBake && { finalBake }), ...(timeout !== undefined && { timeout }) };
  return { routing: update.TrafficRoutingConfiguration, common };
}

const routing = 'BlueGreenUpdatePolicy.TrafficRoutingConfiguration';

/** @param size the member of the routing that holds the step, if there is one */
export const blueGreenAwsFields = (size?: 'CanarySize' | 'LinearStepSize'): PolicyFields => ({
  strategy: routing,
  step: size === undefined ? routing : `${routing}.${size}`,
  rollbackStep: routing,
  bake: `${routing}.WaitIntervalInSeconds`,
  finalBake: 'BlueGreenUpdatePolicy.TerminationWaitInSeconds',
  timeout: 'BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds',
});

/** All of green starts first; blue stands whole until the end (the guide, blue/green deployments). */
export function blueGreenStretches(
  { bake, finalBake = 0 }: { readonly bake: number; readonly finalBake?: number | undefined },
  shifts: readonly (readonly Split[])[],
  { lastShiftBake }: Pick<Readings, 'lastShiftBake'>,
): readonly Stretch[] {
  const bakesAfterLast = lastShiftBake === 'wait-interval-too';
  return [
    { kind: 'provision', splits: shifts.at(-1) ?? [] },
    ...shifts.flatMap((splits, index): Stretch[] => [
      { kind: 'shift', splits },
      ...(index < shifts.length - 1 || bakesAfterLast ? [{ kind: 'bake', seconds: bake } as const] : []),
    ]),
    { kind: 'final-bake', seconds: finalBake },
    { kind: 'terminate' },
  ];
}

/** Blue stands whole until it is ended, so a rollback only has to end green. */
export const greenEnds = ({ terminationSeconds }: Timings): number => terminationSeconds;
