import { isStillLive } from '../../core/confirmation/confirm.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { expectedAfterShift } from '../../core/drift/expected.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Holder, Leases } from '../../core/lease/lease.ts';
import type { PatientWaits } from '../../core/ports/waits.ts';
import { instantAt } from '../../core/values/instant.ts';
import { type AnswerWaitsPorts, answerOrHandBack } from '../rollouts/answer-waits.ts';
import { wakeGates } from '../rollouts/wake-gates.ts';
import { isEndOfGivenUp } from './end-of-given-up.ts';
import { tellDrift } from './tell-drift.ts';

export type EndpointChangedPorts = AnswerWaitsPorts &
  Parameters<typeof isEndOfGivenUp>[0] &
  Parameters<typeof tellDrift>[0] & {
    readonly ledger: GateLedger;
    readonly leases: Leases;
    readonly waits: PatientWaits;
  };

/**
 * Handles an event that an endpoint came to rest. The event may be late, repeated, or somebody else's doing.
 * If a rollout waits for the endpoint, one DescribeEndpoint confirms it. If we released to it before, any
 * change that we did not make is told; so is what an update of ours came to that nobody waits for any more.
 *
 * @param now epoch milliseconds
 */
export function endpointChanged(ports: EndpointChangedPorts, now: () => number) {
  const { ledger, leases, endpoints, alarms, waits } = ports;

  /**
   * Changes by others to an endpoint of ours that no rollout changes. The endpoint is read first, so that
   * our own rollout's change is never newer than the last known state. If others replace the release of a
   * rollout at a gate after its shift, that rollout ends: it is woken, looks, and tells the outcome.
   */
  const othersDoing = async (called: string): Promise<Drift | undefined> => {
    const [lastKnown, lease] = await Promise.all([ledger.lastKnownState(called), leases.read(called)]);
    if (lastKnown === undefined && lease.holder?.phase !== 'after') return undefined;
    const endpoint = lastKnown?.endpoint ?? lease.holder?.claim.endpoint ?? called;
    const seen = await endpoints.view(endpoint);
    const { holder } = await leases.read(endpoint);
    const expected = await expectedNow(endpoint, holder);
    if (expected === 'ours to change') return undefined;
    if (await isEndOfGivenUp(ports, expected.lastKnown, seen, instantAt(now()))) return undefined;
    const drift = await tellDrift(ports, endpoint, expected.lastKnown, seen, instantAt(now()));
    const { live } = expected;
    if (live !== undefined && !isStillLive(live, seen))
      await wakeGates({ ledger, waits }, endpoint, live.rollout);
    return drift;
  };

  /** What the endpoint should serve, and the release that is live while its rollout is at gates. */
  const expectedNow = async (endpoint: string, holder: Holder | undefined) => {
    const lastKnown = await ledger.lastKnownState(endpoint);
    if (holder === undefined) return { lastKnown };
    switch (holder.phase) {
      case 'before':
        return { lastKnown };
      case 'shifting': {
        // Its shift has ended, and its last step is telling that: what changes now, nobody else looks at any more.
        const record = await ledger.rollout(endpoint, holder.claim.rollout);
        const { verdict, phases } = record ?? {};
        const isOver = verdict?.kind === 'live' || verdict?.kind === 'rolled-back';
        return isOver && phases?.['going-back'] === undefined ? { lastKnown } : 'ours to change';
      }
      case 'caretaking':
        return 'ours to change';
      case 'after': {
        const record = await ledger.rollout(endpoint, holder.claim.rollout);
        if (record?.plan === undefined || record.phases['going-back'] !== undefined) return 'ours to change';
        const { config, previousConfig } = record.plan;
        const live = { rollout: record.name, config, previousConfig };
        return { lastKnown: expectedAfterShift(lastKnown, record, config), live };
      }
      default:
        return holder.phase satisfies never;
    }
  };

  return async (called: string) => {
    const waiting = await ledger.waiting(called);
    // Uses the name from our own calls, because events are only hints.
    const endpoint = waiting[0]?.endpoint ?? called;
    // A rollout that waits for somebody else's change to end has changed nothing itself. Told before it goes on.
    const isOthers = waiting.every(({ purpose }) => purpose === 'calm');
    // Where it cannot be told, the rollout goes on all the same, and the event is tried again.
    const [told] = await Promise.allSettled([isOthers ? othersDoing(called) : undefined]);
    const settled = await answerOrHandBack({ endpoints, alarms, ledger, waits }, endpoint, waiting, now);
    if (told.status === 'rejected') throw told.reason;
    const drift = told.value;
    return { settled, ...(drift && { drift: drift.what }) };
  };
}
