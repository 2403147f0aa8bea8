import { type Instant, instantAt } from '../../core/values/instant.ts';
import type { Aws } from '../aws/aws.ts';
import type { Records } from '../aws/records.ts';
import { type HistoryEntry, historyEntry } from '../views/history-entry.ts';

/** The rollouts of an endpoint. */
export interface History {
  readonly asOf: Instant;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
  /** How many there are in all. */
  readonly total: number;
}

/** @param limit how many at most, the newest */
export async function readHistory(
  { now: clock }: Pick<Aws, 'now'>,
  ledger: Pick<Records, 'rollouts' | 'gates'>,
  endpoint: string,
  limit: number,
): Promise<History> {
  const [records, gates] = await Promise.all([ledger.rollouts(endpoint), ledger.gates(endpoint)]);
  const asOf = instantAt(await clock());
  const newest = records.toReversed().slice(0, limit);
  return { asOf, total: records.length, entries: newest.map((record) => historyEntry(record, asOf, gates)) };
}
