import { isOnItsWay } from '../endpoint-status.ts';
import type { ShiftWait } from '../ports/waits.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { EndpointView } from '../sagemaker.ts';
import { errorText } from '../verdict/conclude-ending.ts';
import { decideVerdict, type Expectation, type Verdict } from '../verdict/decide-verdict.ts';
import type { Ending } from '../verdict/ending.ts';
import type { Stop } from '../verdict/stop.ts';

/**
 * An ending that says nothing certain about the endpoint: a step failed, a wait took too long, an execution
 * died.
 */
export type Unproven = Extract<Ending, { kind: 'error' | 'timed-out' }>;

export const isUnproven = (ending: Ending): ending is Unproven =>
  ending.kind === 'error' || ending.kind === 'timed-out';

/**
 * Checks such an uncertain ending against one look at the endpoint. Returns the true ending if the endpoint
 * shows it; `moving` while our update is still running there, or while another update keeps ours from going
 * back; otherwise the ending unchanged. `wait` is the shift's wait, if it is still armed.
 */
export function endingFromSnapshot(
  came: Unproven,
  record: RolloutRecord | undefined,
  wait: ShiftWait | undefined,
  view: EndpointView | undefined,
): 'moving' | Ending {
  const direction = record && directionOf(record, wait, view);
  if (record === undefined || direction === undefined) return came;
  if (view !== undefined && isOnItsWay(view.status)) return 'moving';
  // Stops are ignored here: another rollout takes back a release that is live against somebody's will.
  const verdict = decideVerdict(direction.expected, view, { seen: wait?.breaches ?? [], now: [] }, undefined);
  // InService since before the call: an update that was accepted is not shown yet, one that was not never will be.
  if (verdict === undefined) return isAccepted(record, direction.kind) ? 'moving' : came;
  const unwanted = unwantedIn(record);
  switch (direction.kind) {
    case 'shift':
      return { kind: 'verdict', verdict: withStop(verdict, record.stop) };
    case 'back':
      return { kind: 'went-back', unwanted, verdict };
    case 'back-refused':
      return { kind: 'went-back', unwanted, verdict: notTakenBack(verdict, came) };
    default:
      return direction.kind satisfies never;
  }
}

/** Whether SageMaker has accepted the update, by our own record. */
function isAccepted({ phases }: RolloutRecord, kind: 'shift' | 'back' | 'back-refused'): boolean {
  switch (kind) {
    case 'shift':
      return phases.shifting !== undefined;
    case 'back':
      return phases['going-back'] !== undefined;
    case 'back-refused':
      return false;
    default:
      return kind satisfies never;
  }
}

/** The person who stopped it is part of the reason why SageMaker shifted back. */
const withStop = (verdict: Verdict, stop: Stop | undefined): Verdict =>
  verdict.kind === 'rolled-back' && stop !== undefined ? { ...verdict, stop } : verdict;

/** Why a release should not stay. What the record does not know is left out. */
export function unwantedIn({ verdict, stop }: RolloutRecord): Extract<Verdict, { kind: 'unwanted' }> {
  if (verdict?.kind === 'unwanted') return verdict;
  return { kind: 'unwanted', breaches: [], ...(stop && { stop }) };
}

/**
 * The ending of going back when SageMaker did not accept that update; it follows from the shift's own
 * verdict.
 */
function notTakenBack(verdict: Verdict, came: Unproven): Verdict {
  switch (verdict.kind) {
    case 'live':
    case 'unwanted':
      return {
        kind: 'rolled-back',
        breaches: [],
        ...(came.kind === 'error' && { failureReason: errorText(came) }),
      };
    case 'rolled-back':
      return { kind: 'live' };
    case 'failed':
    case 'not-begun':
      return verdict;
    default:
      return verdict satisfies never;
  }
}

/**
 * The last update asked of the endpoint, if SageMaker accepted it: the record says so, or the endpoint itself
 * does.
 */
function directionOf(
  { plan, phases }: RolloutRecord,
  wait: ShiftWait | undefined,
  view: EndpointView | undefined,
): { expected: Expectation; kind: 'shift' | 'back' | 'back-refused' } | undefined {
  if (plan === undefined) return undefined;
  const shown =
    wait !== undefined && [view?.configName, view?.pendingConfigName].includes(wait.expected.requestedConfig);
  const modifiedBefore = wait?.expected.modifiedBefore ?? 0;
  const shift = { requestedConfig: plan.config, previousConfig: plan.previousConfig, acknowledged: true };
  const goingBack = wait?.purpose === 'back' || (wait === undefined && phases['going-back'] !== undefined);
  if (goingBack && plan.previousConfig !== null) {
    const back = { requestedConfig: plan.previousConfig, previousConfig: plan.config, acknowledged: true };
    if (phases['going-back'] !== undefined || shown)
      return { kind: 'back', expected: { ...back, modifiedBefore } };
    return { kind: 'back-refused', expected: { ...shift, modifiedBefore: null } };
  }
  if (phases.shifting === undefined && !shown) return undefined;
  return { kind: 'shift', expected: { ...shift, modifiedBefore } };
}
