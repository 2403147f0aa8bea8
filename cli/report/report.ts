import { type Comparison, compare } from '../../core/gates/compare.ts';
import type { PlannedGate } from '../../core/gates/gate.ts';
import { comparisonTerms } from '../../core/plan/alarm-terms.ts';
import type { Change } from '../../core/plan/changes.ts';
import type { TimelinePhase } from '../../core/plan/timeline/timeline.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
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
  /** Of a rollback: the endpoint config that it goes back to. `foreign`: no release has made it. */
  readonly goesBackTo: { readonly config: string; readonly foreign: boolean } | null;
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
  const { release, settled, plan, start, gates: planned } = record;
  return {
    ...historyEntry(record, asOf, gates),
    type: 'report',
    version: versionOf(record),
    asOf,
    artifact: release.artifact,
    uploadedAt: release.uploadedAt,
    uploadedBy: release.uploadedBy,
    goesBackTo: start.kind === 'rollback' ? { config: start.config, foreign: start.foreign === true } : null,
    digest: settled?.digest ?? null,
    manifest: settled?.manifest ?? null,
    changes: settled?.changes ?? [],
    strategy: settled?.terms.strategy ?? null,
    alarms: [
      ...(settled?.terms.alarms ?? plan?.alarms.map(({ name, on }) => `${name} (${on})`) ?? []),
      ...(planned?.during ?? []).filter(({ kind }) => kind === compare.kind).map(comparedText),
    ],
    planned: plan?.timeline.phases ?? [],
    traffic,
  };
}

/** What Greenlight compares is a gate that the plan has added, with the comparison as its config. */
function comparedText({ config }: PlannedGate): string {
  const comparison = config as Comparison;
  return `${comparisonTerms(comparison)}, by Greenlight (${comparison.on})`;
}
