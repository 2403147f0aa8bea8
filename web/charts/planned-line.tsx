import type { ChartData } from '../model/charts.ts';
import { isPlanShown } from '../state/moment.ts';

/** The planned share of green's, over the curtain: from the beginning of the shift on, all of it is known. */
export function PlannedLine({ chart: { lines, at, span } }: { readonly chart: ChartData }) {
  const planned = lines.find(({ as }) => as === 'planned');
  if (!isPlanShown.value || planned === undefined || planned.values.every((value) => value === null))
    return null;
  const x = (seconds: number) => (((seconds * 1000 - span.from) / (span.to - span.from)) * 100).toFixed(2);
  let path = '';
  for (const [n, value] of planned.values.entries()) {
    const [begins, ends] = [at[n] ?? 0, at[n + 1]];
    if (value === null || ends === undefined) continue;
    path += `${path === '' ? 'M' : 'L'}${x(begins)} ${100 - value}L${x(ends)} ${100 - value}`;
  }
  return (
    <svg class="planned-line" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
