import type { Sighting } from '../../core/deployment/sighting.ts';
import { lastKnownStateOf } from '../../core/drift/drift.ts';
import { isResting } from '../../core/endpoint-status.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { EndpointWaits, LastKnownStates, RolloutRecords } from '../../core/ports/ledger.ts';
import type { EndpointWait, PatientWaits, ShiftWait, Waits } from '../../core/ports/waits.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { isThrottled } from '../../core/throttling.ts';
import { instantAt } from '../../core/values/instant.ts';
import { decideVerdict, type Verdict } from '../../core/verdict/decide-verdict.ts';

export interface AnswerWaitsPorts {
  readonly endpoints: Endpoints;
  readonly alarms: Alarms;
  readonly ledger: RolloutRecords & EndpointWaits & LastKnownStates;
  readonly waits: Waits;
}

/**
 * Reads the endpoint once for the rollouts that wait for it, and answers those whose end it shows. The
 * endpoint is read after the waits, so that it is never older than what they expect. Returns what each was
 * told.
 *
 * @param now epoch milliseconds
 */
export async function answerWaits(
  ports: AnswerWaitsPorts,
  endpoint: string,
  waiting: readonly EndpointWait[],
  now: () => number,
): Promise<('calm' | Verdict['kind'])[]> {
  if (waiting.length === 0) return [];
  const look = await ports.endpoints.viewAndReading(endpoint);
  const view = look?.view;
  const sighting = look && { at: instantAt(now()), reading: look.reading };
  const settled: ('calm' | Verdict['kind'])[] = [];
  for (const wait of waiting) {
    if (wait.purpose === 'calm') {
      if (view !== undefined && !isResting(view.status)) continue;
      await ports.waits.complete<'calm'>(wait.token, { ending: null });
      settled.push('calm');
    } else {
      const verdict = await verdictOn(ports, wait, view);
      if (verdict === undefined) continue;
      await keepEnd(ports.ledger, wait, verdict, { view, sighting });
      await ports.waits.complete<'shift'>(wait.token, verdict);
      settled.push(verdict.kind);
    }
    await ports.ledger.disarm(wait);
  }
  return settled;
}

/** Stored before the task goes on, so that nothing comes in between. */
async function keepEnd(
  ledger: AnswerWaitsPorts['ledger'],
  { endpoint, name, purpose }: ShiftWait,
  verdict: Verdict,
  { view, sighting }: { view: EndpointView | undefined; sighting: Sighting | undefined },
): Promise<void> {
  // From now on drift is compared with this state.
  const lastKnown =
    view !== undefined && isOnEither(verdict) && !isByOthers(verdict)
      ? lastKnownStateOf(endpoint, view, view.lastModified)
      : undefined;
  const kept = purpose === 'shift' ? verdict : undefined;
  const moment = purpose === 'shift' ? 'after' : 'after-back';
  const seen = sighting && ({ moment, sighting } as const);
  if (lastKnown !== undefined) await ledger.keepEnd(lastKnown, { endpoint, name, verdict: kept, seen });
  else if (kept !== undefined) await ledger.keepVerdict(endpoint, name, kept);
}

/**
 * The same for an event, which Lambda tries three times within three minutes. If AWS takes no more calls, because very
 * many endpoints come to rest at once, each waiting task looks by itself, whenever its turn comes. A call that is not
 * acknowledged is still being made, and who makes it looks afterwards.
 */
export async function answerOrHandBack(
  ports: AnswerWaitsPorts & { readonly waits: PatientWaits },
  endpoint: string,
  waiting: readonly EndpointWait[],
  now: () => number,
): Promise<('calm' | Verdict['kind'] | 'handed-back')[]> {
  try {
    return await answerWaits(ports, endpoint, waiting, now);
  } catch (error) {
    const free = waiting.filter((wait) => wait.purpose === 'calm' || wait.expected.acknowledged);
    if (!isThrottled(error) || free.length === 0) throw error;
    for (const { token } of free) await ports.waits.tryAgain(token);
    return free.map(() => 'handed-back');
  }
}

/** Alarms and the stop cost a call each, so they are read only once the endpoint has come to rest. */
async function verdictOn(
  { alarms, ledger }: AnswerWaitsPorts,
  wait: ShiftWait,
  view: EndpointView | undefined,
): Promise<Verdict | undefined> {
  const seen = wait.breaches;
  const calm = decideVerdict(wait.expected, view, { seen, now: [] }, undefined);
  // What speaks against the new config is the reason for going back, not an argument against it.
  if (calm === undefined || wait.purpose === 'back') return calm;
  const now = wait.rollbackAlarms.length > 0 ? await alarms.breaches(wait.rollbackAlarms) : [];
  const record = await ledger.rollout(wait.endpoint, wait.name);
  const verdict = decideVerdict(wait.expected, view, { seen, now }, record?.stop);
  if (verdict === undefined) return undefined;
  return withWhatIsKept(verdict, record?.verdict);
}

/** A change by others is not stored as last known state: it is told as drift first. */
const isByOthers = (verdict: Verdict): boolean => verdict.kind === 'rolled-back' && verdict.byOthers === true;

/** Whether the endpoint is InService on one of the shift's two configs. */
function isOnEither(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case 'live':
    case 'unwanted':
    case 'rolled-back':
      return true;
    case 'failed':
    case 'not-begun':
      return false;
    default:
      return verdict satisfies never;
  }
}

/**
 * A caretaker finds its own verdict, but by then alarms may be OK and AWS's reason gone. So an earlier
 * "unwanted" stands, and a rollback keeps the cause that was known then.
 */
function withWhatIsKept(verdict: Verdict, kept: Verdict | undefined): Verdict {
  switch (verdict.kind) {
    case 'live':
      return kept?.kind === 'unwanted' ? kept : verdict;
    case 'rolled-back':
      if (kept?.kind === 'live' || kept?.kind === 'unwanted') return { ...verdict, byOthers: true };
      return kept?.kind === 'rolled-back' ? kept : verdict;
    case 'unwanted': {
      if (kept?.kind !== 'unwanted') return verdict;
      const more = verdict.breaches.filter(
        ({ name }) => !kept.breaches.some((breach) => breach.name === name),
      );
      return more.length === 0 ? kept : { ...kept, breaches: [...kept.breaches, ...more] };
    }
    case 'not-begun':
    case 'failed':
      return verdict;
    default:
      return verdict satisfies never;
  }
}
