import type { FleetCounts, MinuteCounts } from '../../core/judge/counts.ts';

/** The usual alarm: green's rate above 1 % in two minutes in a row. */
export function trips(minutes: readonly MinuteCounts[]): boolean {
  const above = minutes.map(({ green }) => green.requests > 0 && green.events / green.requests > 0.01);
  return above.some((is, index) => is && above[index - 1] === true);
}

/**
 * The usual canary analysis: at the end, a one-sided Mann–Whitney test on the rates of the minutes, by its normal
 * approximation with ties, at 1 %.
 */
export function isWorseByRanks(minutes: readonly MinuteCounts[]): boolean {
  const rates = (of: 'green' | 'blue') =>
    minutes
      .map((minute) => minute[of])
      .filter(({ requests }) => requests > 0)
      .map(rateOf);
  const [green, blue] = [rates('green'), rates('blue')];
  const [n, m] = [green.length, blue.length];
  if (n === 0 || m === 0) return false;
  const all = [...green, ...blue].toSorted((a, b) => a - b);
  let ties = 0;
  let wins = 0;
  for (const value of new Set(all)) {
    const alike = all.filter((one) => one === value).length;
    ties += alike ** 3 - alike;
  }
  for (const one of green) for (const other of blue) wins += one > other ? 1 : one === other ? 0.5 : 0;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  return variance > 0 && (wins - (n * m) / 2 - 0.5) / Math.sqrt(variance) > 2.326;
}

const rateOf = ({ events, requests }: FleetCounts): number => events / requests;
