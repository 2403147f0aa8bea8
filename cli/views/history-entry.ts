import type { GateFact } from '../../core/recording/facts.ts';
import { closedOf, gateFacts } from '../../core/recording/gate-facts.ts';
import { type Durations, durationsOf, type StartView, startOf } from '../../core/recording/words.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
import { keptReport } from '../../core/records/kept-report.ts';
import { phaseOf } from '../../core/records/phase-of.ts';
import type { RolloutPhase, RolloutRecord } from '../../core/records/rollout-record.ts';
import { versionOf } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Conclusion } from '../../core/verdict/conclusion.ts';
import type { Stop } from '../../core/verdict/stop.ts';

/** What `history` shows of a rollout. Instants are ISO. */
export interface HistoryEntry extends Durations {
  readonly type: 'rollout';
  readonly endpoint: string;
  readonly rollout: string;
  readonly release: string;
  readonly version: string;
  readonly attempt: number;
  readonly start: StartView;
  readonly startedAt: Instant;
  /** Null while it is under way, like the next two. */
  readonly endedAt: Instant | null;
  readonly outcome: Conclusion['outcome'] | null;
  readonly cause: string | null;
  readonly phase: RolloutPhase;
  readonly phases: RolloutRecord['phases'];
  /** What judges and comparisons have found. */
  readonly judged?: Conclusion['judged'];
  readonly stop?: Stop;
  readonly urgent: boolean;
  readonly problems: Conclusion['problems'];
  readonly breaches: Conclusion['breaches'];
  /** If somebody had to act: the endpoint's state and the possible steps at the time of the notice. */
  readonly observed?: Conclusion['observed'];
  readonly nextSteps?: Conclusion['nextSteps'];
  readonly aftermath?: RolloutRecord['aftermath'];
  /** What it replaced, if no release made that. */
  readonly replaced?: RolloutRecord['replaced'];
  /** Where its report is kept, from some minutes after its end on. Null while it is under way. */
  readonly report: { readonly bucket: string; readonly key: string } | null;
  /** The gates that were reached. */
  readonly gates: readonly GateFact[];
}

export function historyEntry(
  record: RolloutRecord,
  now: Instant,
  gates: readonly GateRecord[] = [],
): HistoryEntry {
  const { endpoint, name, release, attempt, startedAt, endedAt, conclusion, phases, aftermath, replaced } =
    record;
  const stop = conclusion?.stop ?? record.stop;
  return {
    type: 'rollout',
    endpoint,
    rollout: name,
    release: release.id,
    version: versionOf(record),
    attempt,
    start: startOf(record),
    startedAt,
    endedAt: endedAt ?? null,
    outcome: conclusion?.outcome ?? null,
    cause: conclusion?.cause ?? null,
    phase: phaseOf(record),
    phases,
    ...(conclusion?.judged && { judged: conclusion.judged }),
    ...(stop && { stop }),
    urgent: conclusion?.urgent ?? false,
    problems: conclusion?.problems ?? [],
    breaches: conclusion?.breaches ?? [],
    ...(conclusion?.observed && { observed: conclusion.observed }),
    ...(conclusion?.nextSteps && { nextSteps: conclusion.nextSteps }),
    ...(aftermath && { aftermath }),
    ...(replaced && { replaced }),
    report: endedAt === undefined ? null : reportOf(record),
    gates: closedOf(gateFacts(record, gates), record),
    ...durationsOf(record, now),
  };
}

function reportOf({ release, attempt, start }: RolloutRecord): { bucket: string; key: string } {
  const { bucket, key } = keptReport({ release, attempt, start });
  return { bucket, key };
}
