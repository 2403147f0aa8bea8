import type { EndpointRow } from '../../core/dashboard/api.ts';

export type RowFilter = 'all' | 'asks' | 'running' | 'trouble';

const badOutcomes = ['ROLLED_BACK', 'FAILED', 'TIMED_OUT'];

const asksPeople = ({ running }: EndpointRow): boolean =>
  running.some(({ tone, waitsFor }) => tone === 'asks' || waitsFor !== null);
const isRunning = ({ running }: EndpointRow): boolean => running.length > 0;
const isInTrouble = ({ running, last, status }: EndpointRow): boolean =>
  running.some(({ tone }) => tone === 'bad') ||
  (running.length === 0 && last !== null && (last.urgent || badOutcomes.includes(last.outcome))) ||
  status === 'Failed';

const filters: Readonly<Record<RowFilter, (row: EndpointRow) => boolean>> = {
  all: () => true,
  asks: asksPeople,
  running: isRunning,
  trouble: isInTrouble,
};

/** Whoever waits for a person comes first, then what is under way, then what went wrong, then the rest by name. */
function rank(row: EndpointRow): number {
  if (row.last?.urgent && !isRunning(row)) return 0;
  if (asksPeople(row)) return 1;
  if (isRunning(row)) return 2;
  return isInTrouble(row) ? 3 : 4;
}

export function sortedRows(rows: readonly EndpointRow[]): EndpointRow[] {
  return [...rows].sort((a, b) => rank(a) - rank(b) || a.endpoint.localeCompare(b.endpoint, 'en'));
}

/** All words of the search occur in what the row shows, in any order and case. */
export function chosenRows(rows: readonly EndpointRow[], filter: RowFilter, search: string): EndpointRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!filters[filter](row)) return false;
    if (words.length === 0) return true;
    const text = textOf(row).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const textOf = ({ endpoint, status, serving, running, last }: EndpointRow): string =>
  [
    ...[endpoint, status, serving?.name, serving?.rollout],
    ...running.flatMap(({ rollout, version, phaseText, sentence, waitsFor }) => [
      ...[rollout, version, phaseText, sentence, waitsFor],
    ]),
    ...[last?.rollout, last?.version, last?.outcome, last?.cause],
  ].join(' ');

export const countsOf = (rows: readonly EndpointRow[]): Readonly<Record<RowFilter, number>> => ({
  all: rows.length,
  asks: rows.filter(asksPeople).length,
  running: rows.filter(isRunning).length,
  trouble: rows.filter(isInTrouble).length,
});

/** Where the row leads: to what is under way, else to what ended last, else to what serves. */
export const rolloutOf = ({ running, last, serving }: EndpointRow): string | undefined =>
  running[0]?.rollout ?? last?.rollout ?? serving?.rollout ?? undefined;

/** The new rows, with the former objects where they say the same: what shows a row is drawn anew only if it has changed. */
export function withSameRows(
  former: readonly EndpointRow[],
  rows: readonly EndpointRow[],
): readonly EndpointRow[] {
  const known = new Map(former.map((row) => [row.endpoint, row]));
  return rows.map((row) => {
    const before = known.get(row.endpoint);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(row) ? before : row;
  });
}
