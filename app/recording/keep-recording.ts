import type { RolloutRecords } from '../../core/ports/ledger.ts';
import type { Looks } from '../../core/ports/looks.ts';
import type { Reports } from '../../core/ports/reports.ts';
import { looksOf } from '../../core/recording/looks-of.ts';
import type { Recording } from '../../core/recording/recording.ts';
import type { Known } from '../../core/recording/recording-of.ts';
import type { GateRecord } from '../../core/records/gate-record.ts';
import { keptReport } from '../../core/records/kept-report.ts';
import { reportPage } from '../../core/report/report-page.ts';

export interface KeepRecordingPorts {
  readonly ledger: Pick<RolloutRecords, 'rollout'> & Pick<Looks, 'looks'>;
  /** Those that the rollout has reached. */
  readonly gates: (endpoint: string, rollout: string) => Promise<GateRecord[]>;
  /** Adds what CloudWatch knows. `now`: epoch milliseconds. */
  readonly read: (known: Omit<Known, 'traffic' | 'alarms'>, now: number) => Promise<Recording>;
  readonly reports: Reports;
}

/**
 * Keeps the recording of a rollout that has ended, and the report that is made of it. Called again, it replaces them by
 * what is known then: after a time-out, also what became of the endpoint.
 *
 * @param now epoch milliseconds
 * @returns `unknown` where the ledger has no such rollout, or it has not ended
 */
export async function keepRecording(
  { ledger, gates, read, reports }: KeepRecordingPorts,
  endpoint: string,
  rollout: string,
  now: number,
): Promise<'kept' | 'unknown'> {
  const record = await ledger.rollout(endpoint, rollout);
  if (record?.endedAt === undefined) return 'unknown';
  const { previousConfig } = record.plan ?? {};
  const [before, reached, sightings] = await Promise.all([
    // A config has the name of the rollout that made it, if one of ours did.
    previousConfig ? ledger.rollout(endpoint, previousConfig) : undefined,
    gates(endpoint, rollout),
    ledger.looks(endpoint, rollout),
  ]);
  const known = {
    record,
    records: [...(before ? [before] : []), record],
    gates: reached,
    waits: [],
    looks: looksOf(sightings, record),
  };
  const recording = await read(known, now);
  const page = reportPage(recording);
  await reports.keep(keptReport(record), { recording: JSON.stringify(recording), page });
  return 'kept';
}
