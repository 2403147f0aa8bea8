import { confirm } from '../../core/confirmation/confirm.ts';
import { isSameState, lastKnownStateOf } from '../../core/drift/drift.ts';
import { isOnItsWay } from '../../core/endpoint-status.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { withdraw } from '../../core/lease/hand-over.ts';
import { takeCare } from '../../core/lease/holder.ts';
import type { Leases, SeenLease } from '../../core/lease/lease.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { AbortSwitch, Alarms } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type {
  EndpointWaits,
  LastKnownStates,
  NotificationReceipts,
  PendingManifests,
} from '../../core/ports/ledger.ts';
import type { ShiftWait, Waits } from '../../core/ports/waits.ts';
import { hasPendingGates } from '../../core/records/pending-gates.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { epochMsOf, type Instant } from '../../core/values/instant.ts';
import type { Conclusion } from '../../core/verdict/conclusion.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { passLease } from '../admission/pass-lease.ts';
import { type Looked, tellOthersDoing } from '../drift/others-doing.ts';
import { tellAftermath } from '../rollouts/tell-aftermath.ts';
import { type ConcludePorts, conclude } from './conclude-rollout.ts';
import { leftToDo } from './left-to-do.ts';

export interface FinishPorts extends ConcludePorts {
  readonly ledger: ConcludePorts['ledger'] &
    EndpointWaits &
    LastKnownStates &
    PendingManifests &
    NotificationReceipts &
    GateLedger;
  readonly leases: Leases;
  readonly endpoints: Endpoints;
  readonly alarms: Pick<Alarms, 'breaches'>;
  readonly waits: Waits;
  readonly abortSwitch: AbortSwitch;
  /** Removes what no kept release needs. Never throws: what it could not remove is left for the next time. */
  readonly collect: (rollout: Rollout) => Promise<void>;
}

export interface Finished {
  readonly rollout: string;
  readonly endpoint: string;
  /** Null while a caretaker still waits for the end. */
  readonly conclusion: Conclusion | null;
  /** The caretaker's execution, if there is one. */
  readonly caretaker?: string;
  /** The rollout that holds the lease now. */
  readonly next?: string;
}

/**
 * The most executions that may watch one rollout to its end, each for hours. After that a person has to look.
 */
const mostCaretakers = 12;

/**
 * Ends a rollout. Each step can be the last one done and each can be repeated: write and tell the outcome,
 * remove the abort switch, collect what is no longer needed, and at last pass the lease on. If the endpoint
 * is still changing, gates are still to be passed, or a live release should not stay, the lease goes to a
 * caretaker instead, which brings the rollout to its end.
 *
 * Whatever was found before, the endpoint is read here: an outcome is true at the moment when it is told.
 * `fence` is null for a rollout that never held the lease.
 */
export async function finish(
  ports: FinishPorts,
  rollout: Rollout,
  fence: number | null,
  came: Ending,
  now: () => Instant,
): Promise<Finished> {
  const { ledger } = ports;
  const name = rolloutName(rollout);
  const { endpoint } = rollout.release;
  // The waits before the endpoint, so that it is never older than what they expect.
  const [record, waits, lastKnown, seenLease] = await Promise.all([
    ledger.rollout(endpoint, name),
    ledger.waitsOf(endpoint, name),
    ledger.lastKnownState(endpoint),
    ports.leases.look(endpoint),
  ]);
  // Not even its first step wrote a record, and an outcome alone is not a record.
  if (record === undefined) await ledger.begin(rollout, ports.rollouts.executionArn(rollout), now());
  const shift = waits.find((wait): wait is ShiftWait => wait.purpose !== 'calm');
  const shifted = shift !== undefined || record?.phases.shifting !== undefined;
  // The end bears this instant: what is told of the endpoint was so then, however long the telling takes.
  const at = now();
  const view = shifted ? await ports.endpoints.view(endpoint) : undefined;
  const look = shifted ? view : 'not-asked';
  // A told outcome is final, and only the later steps are completed. After a time-out, the endpoint's own end
  // is still to come.
  const isTold = record?.outcome !== undefined && record.outcome !== 'TIMED_OUT';
  const seen = shifted && !isTold ? confirm(came, record, shift, view) : came;
  const left = isTold ? undefined : await leftToDo(ports, came, seen, record);

  if (left?.byItself && fence !== null && record?.plan !== undefined) {
    // If the endpoint has come to rest by now, it is not timed out, even if no event said so.
    const isTimedOut = came.kind === 'timed-out' && seen === 'moving';
    const conclusion = isTimedOut
      ? await conclude(ports, rollout, record, withNoted(came, shift), look, at)
      : null;
    const care = { rollout, plan: record.plan, fence, gated: conclusion === null && hasPendingGates(record) };
    // Going back was refused and begins again: what was read before the first try does not apply to the next.
    if (shift?.purpose === 'back' && record.phases['going-back'] === undefined && seen === 'moving')
      await ledger.disarm(shift);
    const caretaker = await handToCaretaker(ports, care, at);
    if (caretaker !== undefined) return { rollout: name, endpoint, conclusion, caretaker };
  }

  if (shifted && record !== undefined && record.toldAt === undefined)
    await tellOthersDoing(ports, record, came, { view, lastKnown }, at);
  const ending = withNoted(left?.otherwise ?? settledIn(seen), shift);
  const conclusion = await conclude(ports, rollout, record, ending, look, at);
  for (const wait of waits) await ledger.disarm(wait);
  if (mayWaitAtGates(record))
    for (const wait of await ledger.gateWaits(endpoint))
      if (wait.name === name) await ledger.disarmGate(wait);
  // Once it was prepared, the switch is known to be this rollout's.
  await ports.abortSwitch.remove(name, record?.phases.prepared !== undefined);
  // If the call was never acknowledged, a first release's endpoint never existed.
  if (view !== undefined || record?.phases.shifting !== undefined)
    await noteEndpoint(ports, rollout, record, { view, lastKnown }, conclusion, at);
  await ports.collect(rollout);
  const next = await letGo(ports, endpoint, name, fence, at, seenLease);
  // A postponed manifest is recorded before the lease is read. So either it is found here, or the lease was
  // found free there.
  if (next === undefined && (await ledger.pendingManifest(endpoint)) !== undefined)
    await ports.announcements.manifestPending({ endpoint });
  return { rollout: name, endpoint, conclusion, ...(next !== undefined && { next }) };
}

/** No verdict has looked at the alarms: those that were noted during the shift are told. */
function withNoted(ending: Ending, shift: ShiftWait | undefined): Ending {
  const isLookedAt = ending.kind !== 'error' && ending.kind !== 'timed-out';
  if (isLookedAt || shift === undefined || shift.breaches.length === 0) return ending;
  return { ...ending, breaches: [...shift.breaches] };
}

/** A rollout without gates waits at none; but it may have waited at those of a manifest that was removed since. */
const mayWaitAtGates = (record: RolloutRecord | undefined): boolean => {
  if (record?.gates === undefined) return true;
  const { gates, phases } = record;
  const hasReached = phases['gates-before'] !== undefined || phases['gates-after'] !== undefined;
  return hasReached || [gates.before, gates.during, gates.after].some((some) => some.length > 0);
};

function settledIn(seen: Ending | 'moving'): Ending {
  if (seen === 'moving') throw new Error('an endpoint that is changing has no outcome');
  return seen;
}

/**
 * Takes the rollout out of the queue if it is still there, and passes the lease on if the rollout has it, or
 * got it meanwhile.
 */
async function letGo(
  ports: FinishPorts,
  endpoint: string,
  name: string,
  fence: number | null,
  at: Instant,
  seen: SeenLease,
): Promise<string | undefined> {
  if (fence !== null) return passLease(ports, endpoint, name, fence, at, seen);
  await ports.leases.change(endpoint, (lease) => withdraw(lease, name));
  const { holder } = await ports.leases.read(endpoint);
  if (holder === undefined) return undefined;
  const held = holder.claim.rollout === name && holder.phase !== 'caretaking';
  // An earlier try passed it on but died before waking the next rollout.
  if (!held && holder.wake?.by !== name) return undefined;
  return passLease(ports, endpoint, name, holder.fence, at);
}

/** Undefined if there have been too many already, or if this rollout does not hold the lease. */
async function handToCaretaker(
  ports: FinishPorts,
  care: { rollout: Rollout; plan: Plan; fence: number; gated: boolean },
  at: Instant,
): Promise<string | undefined> {
  const { rollout, fence } = care;
  if ((await ports.ledger.countCaretaker(rollout, fence)) > mostCaretakers) return undefined;
  const execution = ports.rollouts.caretakerArn(rollout, fence);
  const taken = await ports.leases.change(rollout.release.endpoint, (lease) =>
    takeCare(lease, rolloutName(rollout), fence, execution, at),
  );
  if (taken.kind === 'not-held') return undefined;
  await ports.rollouts.startCaretaker({ ...care, given: taken.fence });
  return execution;
}

/**
 * Stores what serves now, as the base for drift, and what became of an endpoint whose rollout had timed out. If it is
 * still changing, nobody watches it any more: then its own event tells that (endpoint-changed.ts).
 */
async function noteEndpoint(
  ports: FinishPorts,
  rollout: Rollout,
  record: RolloutRecord | undefined,
  { view, lastKnown }: Looked,
  conclusion: Conclusion,
  at: Instant,
): Promise<void> {
  const { endpoint } = rollout.release;
  const now = lastKnownStateOf(endpoint, view, epochMsOf(at));
  if (view !== undefined && isOnItsWay(view.status)) {
    if (conclusion.outcome === 'TIMED_OUT')
      await ports.ledger.keepLastKnownState({ ...(lastKnown ?? now), givenUp: rolloutName(rollout) });
    return;
  }
  // The verdict has mostly stored the very same.
  if (!isSameState(now, lastKnown)) await ports.ledger.keepLastKnownState(now);
  await tellAftermath(ports, rollout, record, conclusion, view, at);
}
