import type { ShiftWait } from '../ports.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { EndpointView } from '../sagemaker.ts';
import type { Ending } from './conclude.ts';
import { decideVerdict, type Expectation, isMoving } from './decide.ts';

/** An ending that proves nothing about the endpoint: a step failed, a wait was too long, an execution died. */
export type Unproven = Extract<Ending, { kind: 'error' | 'timed-out' }>;

export const isUnproven = (ending: Ending): ending is Unproven =>
  ending.kind === 'error' || ending.kind === 'timed-out';

/**
 * What one look at the endpoint makes of an ending that proves nothing: the true ending, where the endpoint shows
 * it; `moving` while ours is still under way there; otherwise the ending as it came. `wait` is the shift's wait, if
 * it is still armed.
 */
export function onSight(
  came: Unproven,
  record: RolloutRecord | undefined,
  wait: ShiftWait | undefined,
  view: EndpointView | undefined,
): 'moving' | Ending {
  const leg = record && legOf(record, wait, view);
  if (leg === undefined) return came;
  if (view !== undefined && isMoving(view.status)) return 'moving';
  // A stop is not looked at here: a release that is live against somebody's wish is taken back by another rollout.
  const verdict = decideVerdict(leg.expected, view, { seen: wait?.breaches ?? [], now: [] }, undefined);
  if (verdict === undefined) return came;
  if (!leg.goingBack) return { kind: 'verdict', verdict };
  const stop = record?.stop;
  return { kind: 'went-back', unwanted: { kind: 'unwanted', breaches: [], ...(stop && { stop }) }, verdict };
}

/** What was last asked of the endpoint, if SageMaker took it: the record says so, or the endpoint itself does. */
function legOf(
  { plan, phases }: RolloutRecord,
  wait: ShiftWait | undefined,
  view: EndpointView | undefined,
): { expected: Expectation; goingBack: boolean } | undefined {
  if (plan === undefined) return undefined;
  const goingBack = wait?.purpose === 'back' || (wait === undefined && phases['going-back'] !== undefined);
  const taken = phases[goingBack ? 'going-back' : 'shifting'] !== undefined;
  const shown =
    wait !== undefined && [view?.configName, view?.pendingConfigName].includes(wait.expected.requestedConfig);
  if (!taken && !shown) return undefined;
  const [requestedConfig, previousConfig] =
    goingBack && plan.previousConfig !== null
      ? [plan.previousConfig, plan.config]
      : [plan.config, plan.previousConfig];
  const modifiedBefore = wait?.expected.modifiedBefore ?? 0;
  return { expected: { requestedConfig, previousConfig, modifiedBefore, acknowledged: true }, goingBack };
}
