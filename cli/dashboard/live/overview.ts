import type { Endpoints } from '../../../core/dashboard/api.ts';
import { shownProposals } from '../../../core/dashboard/proposals.ts';
import { unclaimed } from '../../../core/lease/lease.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { instantAt } from '../../../core/values/instant.ts';
import type { Records } from '../../aws/records.ts';
import type { Looked, RolloutLooks } from '../../reads/rollout-looks.ts';
import type { CallBudget } from './call-budget.ts';
import { endpointRow, runningRow } from './endpoint-row.ts';
import type { ListedEndpoint } from './list-endpoints.ts';
import { type LedgerEndpoint, pastOf } from './scan-ledger.ts';

export interface OverviewPorts {
  readonly records: Pick<Records, 'lease' | 'rollout' | 'hasOptedIn'>;
  scan(): Promise<readonly LedgerEndpoint[]>;
  list(): Promise<ReadonlyMap<string, ListedEndpoint> | undefined>;
  readonly looks: RolloutLooks;
  readonly budget: Pick<CallBudget, 'perMinute' | 'left'>;
  /** AWS's time, epoch milliseconds. */
  now(): Promise<number>;
  /** This machine's. */
  hostNow(): number;
  /** How old the table and SageMaker's list may be, in this machine's milliseconds. */
  readonly oldest: { readonly scanMs: number; readonly listMs: number };
}

/** What is kept for the rollouts that somebody looks at: rows may be older, and say so. */
const keptForLooks = 0.5;
/** Tags of endpoints that were never released to, at a time. */
const tagsAtATime = 5;

/**
 * What the first view shows, read so that 500 endpoints take few calls: the table by one scan every few minutes, in
 * between the leases by a hundred a call, SageMaker's statuses by a hundred a call, and DescribeEndpoint and the gates
 * only where something is under way, those that were not looked at for longest first.
 */
export function overview(ports: OverviewPorts) {
  let ledger = new Map<string, LedgerEndpoint>();
  let listed: ReadonlyMap<string, ListedEndpoint> | undefined;
  let [scannedAt, listedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const running = new Map<string, RolloutRecord>();
  const tagged = new Map<string, boolean>();
  const readAt = new Map<string, number>();
  let shown = '';
  let asOf = 0;

  const scan = async (at: number): Promise<void> => {
    ledger = new Map((await ports.scan()).map((one) => [one.key, one]));
    for (const key of ledger.keys()) readAt.set(key, at);
    scannedAt = ports.hostNow();
  };

  /** The leases, and then the records of what is or was under way: both gathered into calls of a hundred. */
  const follow = async (at: number): Promise<void> => {
    // What was never released to when the table was read may be by now.
    const keys = [...new Set([...ledger.keys(), ...(listed?.keys() ?? [])])];
    const leases = await Promise.all(keys.map((key) => ports.records.lease(key)));
    const due = keys.flatMap((key, index) => {
      const seen = ledger.get(key);
      const { holder, next } = leases[index] ?? unclaimed;
      const open = (seen?.rollouts ?? [])
        .filter(({ outcome }) => outcome === undefined)
        .map(({ name }) => name);
      const claimed = [holder?.claim.rollout, next?.claim.rollout].filter((name) => name !== undefined);
      return [...new Set([...open, ...claimed])].map((name) => ({ key, name }));
    });
    const records = await Promise.all(due.map(({ key, name }) => ports.records.rollout(key, name)));
    running.clear();
    for (const [index, key] of keys.entries()) {
      const own = records.filter(
        (record, n) => record !== undefined && due[n]?.key === key,
      ) as RolloutRecord[];
      if (!ledger.has(key) && own.length === 0) continue;
      const seen = ledger.get(key) ?? unreleased(key);
      const rollouts = [
        ...seen.rollouts.filter(({ name }) => !own.some((one) => one.name === name)),
        ...own.map(pastOf),
      ];
      rollouts.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
      ledger.set(key, { ...seen, lease: leases[index] ?? unclaimed, rollouts });
      for (const record of own) if (record.outcome === undefined) running.set(record.name, record);
      readAt.set(key, at);
    }
  };

  const list = async (): Promise<void> => {
    listed = await ports.list();
    listedAt = ports.hostNow();
  };

  const hasRoom = (): boolean => ports.budget.left() > ports.budget.perMinute * keptForLooks;

  const look = async (): Promise<void> => {
    const stale = [...running.values()].sort((a, b) => ports.looks.ageOf(b.name) - ports.looks.ageOf(a.name));
    for (const record of stale) {
      if (!hasRoom() && ports.looks.latest(record.name) !== undefined) return;
      await ports.looks.look(record, ledger.get(record.endpoint.toLowerCase())?.rollouts);
    }
  };

  /** Whether endpoints that were never released to have opted in: each is asked once. */
  const askTags = async (): Promise<void> => {
    const unknown = [...(listed ?? [])].filter(([key]) => !ledger.has(key) && !tagged.has(key));
    for (const [key, { arn }] of unknown.slice(0, tagsAtATime)) {
      if (!hasRoom()) return;
      tagged.set(key, (await ports.records.hasOptedIn(arn)) ?? false);
    }
  };

  const rows = (now: number): Endpoints['endpoints'] => {
    const released = [...ledger.values()].map((one) => {
      const looked = one.rollouts.flatMap(({ name }) =>
        running.has(name) ? (ports.looks.latest(name) ?? []) : [],
      );
      const own = listed?.get(one.key);
      return endpointRow({
        ledger: one,
        sageMaker: seenOf(looked, own, listed !== undefined),
        optedIn: null,
        running: looked.map(({ record, frame, proposals }) =>
          runningRow(
            record,
            frame,
            one,
            now,
            shownProposals(proposals, [record], now).map(({ what }) => what),
          ),
        ),
        asOf: instantAt(Math.min(readAt.get(one.key) ?? now, ...looked.map(({ at }) => at))),
      });
    });
    const optedIn = [...(listed ?? [])]
      .filter(([key]) => !ledger.has(key) && tagged.get(key) === true)
      .map(([key, sageMaker]) =>
        endpointRow({
          ledger: unreleased(key),
          sageMaker,
          optedIn: true,
          running: [],
          asOf: instantAt(asOf),
        }),
      );
    return [...released, ...optedIn].sort(
      (a, b) =>
        Number(b.running.length > 0) - Number(a.running.length > 0) || a.endpoint.localeCompare(b.endpoint),
    );
  };

  return {
    /** Reads what is due. Returns whether the rows say anything else than before. */
    async refresh(): Promise<boolean> {
      const at = await ports.now();
      if (ports.hostNow() - scannedAt >= ports.oldest.scanMs) await scan(at);
      if (ports.hostNow() - listedAt >= ports.oldest.listMs) await list();
      await follow(at);
      await look();
      await askTags();
      asOf = at;
      const before = shown;
      shown = JSON.stringify(rows(at).map(({ asOf: _, ...row }) => row));
      return shown !== before;
    },
    endpoints: (): Endpoints => ({ asOf: instantAt(asOf), endpoints: rows(asOf) }),
    /** The endpoint of a rollout that some scan has found. */
    endpointOf: (rollout: string): string | undefined =>
      [...ledger.values()].find(({ rollouts }) => rollouts.some(({ name }) => name === rollout))?.key,
  };
}

const unreleased = (key: string): LedgerEndpoint => ({
  ...{ key, rollouts: [], lease: unclaimed, lastKnown: undefined, judgeOff: undefined },
});

/** What SageMaker says, by the newest look; null if it has no such endpoint. */
function seenOf(looked: readonly Looked[], listed: ListedEndpoint | undefined, isListed: boolean) {
  const { endpoint } = looked[0] ?? {};
  if (endpoint !== undefined)
    return {
      name: endpoint.EndpointName ?? '',
      status: endpoint.EndpointStatus ?? '',
      ...(endpoint.EndpointConfigName !== undefined && { config: endpoint.EndpointConfigName }),
    };
  return listed ?? (isListed || looked.length > 0 ? null : undefined);
}
