import type { Leases } from '../../core/lease/lease.ts';
import type { NotificationReceipts } from '../../core/ports/ledger.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import { busySince, longestBusyMs } from '../../core/records/busy-since.ts';
import { type Gated, gatedBy } from '../../core/records/gated.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { holdBeforeShift } from '../admission/hold-before-shift.ts';
import { tellWithdrawn } from '../gates/tell-withdrawn.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';
import { type SettledAs, type SettlePorts, settlePlan, withdrawOthers } from './settle-plan.ts';

export interface SettleReleasePorts extends Omit<SettlePorts, 'now'> {
  readonly ledger: SettlePorts['ledger'] & NotificationReceipts;
  readonly leases: Leases;
  readonly notices: Notices;
  readonly announcements: Announcements;
}

/** An ending; or whether something else is changing the endpoint; or the gates to pass. */
export interface Settling {
  readonly ending: Ending | null;
  readonly busy: boolean;
  readonly gated: Gated;
}

/** What was settled, and the rollout's record with it. */
export type Written = Pick<Extract<SettledAs, { kind: 'settled' }>, 'record' | 'prepared'>;

/**
 * Decides what the rollout releases, now that its turn has come and the endpoint is at rest: one manifest
 * version, one plan, the gates that come from it, and the digest that people approve. Called again, the
 * result is the same unless its inputs have changed. Then questions about the earlier result are withdrawn.
 *
 * @param now epoch milliseconds
 * @throws LeaseLost if another rollout has the endpoint
 */
export async function settleRelease(
  ports: SettleReleasePorts,
  rollout: Rollout,
  fence: number,
  now: () => number,
): Promise<Settling> {
  const { ledger, leases, announcements } = ports;
  const instant = () => instantAt(now());
  const replaced = await holdBeforeShift(leases, rollout, fence, instant());
  await enterRolloutPhase({ ledger, announcements }, rollout, 'admitted', instant());
  const record = await ledger.rollout(rollout.release.endpoint, rolloutName(rollout));
  const stop = record?.stop ?? replaced;
  if (stop !== undefined) return ended({ kind: 'stopped', stop });
  const { ending, busy, gated } = await settleNow(ports, rollout, record, now);
  return { ending, busy, gated };
}

/**
 * The same for a rollout that has shown itself to hold the lease.
 *
 * @param record its record, read since then
 * @param how see `settlePlan`
 */
export async function settleNow(
  ports: Omit<SettleReleasePorts, 'leases'>,
  rollout: Rollout,
  record: RolloutRecord | undefined,
  now: () => number,
  how: Parameters<typeof settlePlan>[3] = {},
): Promise<Settling & { readonly written?: Written }> {
  const { ledger, notices, announcements } = ports;
  const found = await settlePlan({ ...ports, now }, rollout, record?.settled, how);
  switch (found.kind) {
    case 'refused':
      return ended({ kind: 'refused', problems: [...found.problems] });
    case 'over':
      return ended(found.ending);
    case 'busy':
      return now() - busySince(record, now()) < longestBusyMs
        ? { ending: null, busy: true, gated: ungated }
        : ended({ kind: 'timed-out', during: 'busy-endpoint' });
    case 'settled': {
      const { settled, gates } = found;
      const going = { ending: null, busy: false, gated: gatedBy(gates), written: found };
      // No gate was reached before it was settled for the first time.
      if (record?.settled === undefined && record?.gates === undefined) return going;
      const withdrawn = await withdrawOthers(ledger, rollout, settled, now());
      await tellWithdrawn(
        { ledger, notices, announcements },
        rollout,
        withdrawn,
        gates.before.length > 0,
        instantAt(now()),
      );
      return going;
    }
    default:
      return found satisfies never;
  }
}

export const ungated: Gated = { before: false, after: false };
const ended = (ending: Ending): Settling => ({ ending, busy: false, gated: ungated });
