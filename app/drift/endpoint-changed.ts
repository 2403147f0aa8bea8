import { isStillLive } from '../../core/confirmation/confirm.ts';
import type { Drift } from '../../core/drift/drift.ts';
import { expectedAfterShift } from '../../core/drift/expected.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { Holder, Leases } from '../../core/lease/lease.ts';
import { instantAt } from '../../core/values/instant.ts';
import { type AnswerWaitsPorts, answerWaits } from '../rollouts/answer-waits.ts';
import { wakeGates } from '../rollouts/wake-gates.ts';
import { tellDrift } from './tell-drift.ts';

export type EndpointChangedPorts = AnswerWaitsPorts &
  Parameters<typeof tellDrift>[0] & { readonly ledger: GateLedger; readonly leases: Leases };

/**
 * An endpoint came to rest, says an event that may be late, repeated or of somebody else's doing. For an endpoint
 * that a rollout waits for, one DescribeEndpoint confirms it; for one that we released to before, whatever we did
 * not do is told.
 *
 * @param now epoch milliseconds
 */
export function endpointChanged(ports: EndpointChangedPorts, now: () => number) {
  const { ledger, leases, endpoints, alarms, waits } = ports;

  /**
   * What was done to an endpoint of ours, though no rollout waits for it. The endpoint is read first: our own rollout's
   * doing must not be newer than its last known state. A rollout at a gate after its shift ends by what was done to
   * its release: whoever waits there looks, and tells the outcome.
   */
  const othersDoing = async (called: string): Promise<Drift | undefined> => {
    const [lastKnown, lease] = await Promise.all([ledger.lastKnownState(called), leases.read(called)]);
    if (lastKnown === undefined && lease.holder?.phase !== 'after') return undefined;
    const endpoint = lastKnown?.endpoint ?? lease.holder?.claim.endpoint ?? called;
    const seen = await endpoints.view(endpoint);
    const { holder } = await leases.read(endpoint);
    const expected = await expectedNow(endpoint, holder);
    if (expected === 'ours to change') return undefined;
    const drift = await tellDrift(ports, endpoint, expected.lastKnown, seen, instantAt(now()));
    const { live } = expected;
    if (live !== undefined && !isStillLive(live, seen))
      await wakeGates({ ledger, waits }, endpoint, live.rollout);
    return drift;
  };

  /** What it should serve, and the release that is live while its rollout is at gates. */
  const expectedNow = async (endpoint: string, holder: Holder | undefined) => {
    const lastKnown = await ledger.lastKnownState(endpoint);
    if (holder === undefined) return { lastKnown };
    switch (holder.phase) {
      case 'before':
        return { lastKnown };
      case 'shifting':
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
    // By the name that our own calls used: events are only taken for a hint.
    const endpoint = waiting[0]?.endpoint ?? called;
    const settled = await answerWaits({ endpoints, alarms, ledger, waits }, endpoint, waiting);
    const drift = waiting.length === 0 ? await othersDoing(called) : undefined;
    return { settled, ...(drift && { drift: drift.what }) };
  };
}
