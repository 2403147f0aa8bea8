import type { GateRecord } from '../../adapters/ledger/gate-history.ts';
import type { Change } from '../../core/plan/changes.ts';
import type { TimelinePhase } from '../../core/plan/timeline/timeline.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import { type HistoryEntry, historyEntry } from '../views/history-entry.ts';
import type { FleetTraffic } from './fleet-minutes.ts';

/** The facts of a rollout's report: what `history` says of it, and what it was made from, changed and met. */
export interface RolloutReport extends Omit<HistoryEntry, 'type'> {
  readonly type: 'report';
  /** When it was made: what it says is as of then. */
  readonly asOf: Instant;
  readonly artifact: RolloutRecord['release']['artifact'];
  readonly uploadedAt: Instant;
  readonly uploadedBy: string;
  /** What people approved. Null if it was never settled, like the next one. */
  readonly digest: string | null;
  readonly manifest: { readonly key: string; readonly versionId: string } | null;
  readonly changes: readonly Change[];
  readonly strategy: string | null;
  /** What watched it, one text for each alarm. */
  readonly alarms: readonly string[];
  /** As planned, from the call that begins the shift on. */
  readonly planned: readonly TimelinePhase[];
  readonly traffic: FleetTraffic;
}

export function reportOf(
  record: RolloutRecord,
  gates: readonly GateRecord[],
  traffic: FleetTraffic,
  asOf: Instant,
): RolloutReport {
  const { release, settled, plan } = record;
  return {
    ...historyEntry(record, asOf, gates),
    type: 'report',
    version: versionOf(record),
    asOf,
    artifact: release.artifact,
    uploadedAt: release.uploadedAt,
    uploadedBy: release.uploadedBy,
    digest: settled?.digest ?? null,
    manifest: settled?.manifest ?? null,
    changes: settled?.changes ?? [],
    strategy: settled?.terms.strategy ?? null,
    alarms: settled?.terms.alarms ?? plan?.alarms.map(({ name, on }) => `${name} (${on})`) ?? [],
    planned: plan?.timeline.phases ?? [],
    traffic,
  };
}
