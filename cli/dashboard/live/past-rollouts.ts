import type { PastRollouts } from '../../../core/dashboard/api.ts';
import { startOf } from '../../../core/recording/words.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { versionOf } from '../../../core/release.ts';

type PastRollout = PastRollouts['rollouts'][number];

/** One line of an endpoint's past. */
export function pastRollout(record: RolloutRecord): PastRollout {
  const { name, startedAt, endedAt, conclusion } = record;
  return {
    rollout: name,
    version: versionOf(record),
    startedAt,
    endedAt: endedAt ?? null,
    outcome: conclusion?.outcome ?? null,
    cause: conclusion?.cause ?? null,
    by: startOf(record).by,
  };
}

/** Newest first. */
export const pastRollouts = (records: readonly RolloutRecord[]): PastRollout[] =>
  records.toReversed().map(pastRollout);
