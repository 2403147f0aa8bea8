import type { Plan } from '../plan/plan.ts';
import type { ShiftWait } from '../ports/waits.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { EndpointView } from '../sagemaker.ts';
import { decideVerdict, type Failure, type Verdict } from '../verdict/decide-verdict.ts';
import type { Ending } from '../verdict/ending.ts';
import { endingFromSnapshot, isUnproven, unwantedIn } from './from-snapshot.ts';

/**
 * Checks an ending against the endpoint just before it is told. The verdict may be days old: gates followed
 * it, or the last step was retried. So the answer is the ending that is true now, or `moving` if it would
 * claim InService while the endpoint is changing.
 *
 * @param wait the shift's wait, if it is still armed
 * @param view the endpoint, read just now; undefined if it does not exist
 */
export function confirm(
  came: Ending,
  record: RolloutRecord | undefined,
  wait: ShiftWait | undefined,
  view: EndpointView | undefined,
): 'moving' | Ending {
  if (isUnproven(came)) return endingFromSnapshot(came, record, wait, view);
  const plan = record?.plan;
  if (plan === undefined) return came;
  const now = standing(plan, view);
  switch (came.kind) {
    case 'refused':
    case 'stopped':
      return came;
    case 'verdict': {
      // A caretaker saw the end of going back. To the state machine this is a verdict like any other.
      if (record?.phases['going-back'] !== undefined)
        return wentBack({ kind: 'went-back', unwanted: unwantedIn(record), verdict: came.verdict }, now);
      const verdict = confirmVerdict(came.verdict, now, plan);
      return verdict === 'moving' || verdict === came.verdict ? orCame(verdict, came) : { ...came, verdict };
    }
    case 'went-back':
      return wentBack(came, now);
    default:
      return came satisfies never;
  }
}

/**
 * Whether a release that was live still is. Also true while the endpoint is moving, because then nothing is
 * certain yet.
 */
export function isStillLive(plan: Legs, view: EndpointView | undefined): boolean {
  const now = standing(plan, view);
  return now === 'moving' || now.kind === 'live';
}

/** The ending of a release that was live but, by one look at the endpoint, no longer is. */
export function replaced(plan: Legs, view: EndpointView | undefined): Ending {
  const now = standing(plan, view);
  const verdict = now === 'moving' ? undefined : confirmVerdict({ kind: 'live' }, now, plan);
  if (verdict === undefined || verdict === 'moving') throw new Error('the release is still live');
  return { kind: 'verdict', verdict };
}

/** The config that a shift goes to, and the one it comes from. */
type Legs = Pick<Plan, 'config' | 'previousConfig'>;
type Standing = 'moving' | Extract<Verdict, { kind: 'live' | 'rolled-back' | 'failed' }>;

/** Which of the two configs the endpoint is InService on, or how it failed; ignores alarms and stops. */
function standing({ config, previousConfig }: Legs, view: EndpointView | undefined): Standing {
  const expected = {
    requestedConfig: config,
    previousConfig,
    modifiedBefore: null,
    acknowledged: true,
  };
  const verdict = decideVerdict(expected, view, { seen: [], now: [] }, undefined);
  // Without alarms and stops, no other kind of verdict is possible.
  return (verdict ?? 'moving') as Standing;
}

const orCame = (verdict: 'moving' | Verdict, came: Ending): 'moving' | Ending =>
  verdict === 'moving' ? 'moving' : came;

/** The same verdict if the endpoint still shows it. */
function confirmVerdict(verdict: Verdict, now: Standing, { config }: Legs): 'moving' | Verdict {
  switch (verdict.kind) {
    case 'not-begun':
      return verdict;
    case 'failed':
      // A failure is told at once, even if a repair has begun.
      return now !== 'moving' && now.kind === 'failed' ? sameUnlessOther(verdict, now) : verdict;
    case 'live':
      if (now === 'moving' || now.kind === 'live') return now === 'moving' ? 'moving' : verdict;
      return now.kind === 'rolled-back' ? { ...now, byOthers: true } : now;
    case 'unwanted':
      if (now === 'moving' || now.kind === 'live') return verdict;
      return now.kind === 'rolled-back' ? { ...now, byOthers: true } : { ...now, breaches: verdict.breaches };
    case 'rolled-back':
      if (now === 'moving') return 'moving';
      if (now.kind === 'rolled-back') return verdict;
      return { ...(now.kind === 'live' ? putLive(config) : now), breaches: verdict.breaches };
    default:
      return verdict satisfies never;
  }
}

const sameUnlessOther = (came: Failure, now: Failure): Failure =>
  came.why === now.why && came.serving === now.serving && came.status === now.status
    ? came
    : { ...now, breaches: came.breaches };

const putLive = (config: string): Failure => ({
  kind: 'failed',
  why: 'put-live',
  status: 'InService',
  serving: config,
  breaches: [],
});

/** When going back, the config from before is the one that was asked for. */
function wentBack(
  came: Extract<Ending, { kind: 'went-back' }>,
  now: Standing,
): 'moving' | Extract<Ending, { kind: 'went-back' }> {
  const { verdict } = came;
  const isBack = verdict.kind === 'live' || verdict.kind === 'unwanted';
  if (now === 'moving') return isBack ? 'moving' : came;
  switch (now.kind) {
    case 'rolled-back':
      return isBack ? came : { ...came, verdict: { kind: 'live' } };
    case 'live':
      return isBack ? { ...came, verdict: { kind: 'rolled-back', breaches: [], byOthers: true } } : came;
    case 'failed':
      return verdict.kind === 'failed'
        ? { ...came, verdict: sameUnlessOther(verdict, now) }
        : { ...came, verdict: now };
    default:
      return now satisfies never;
  }
}
