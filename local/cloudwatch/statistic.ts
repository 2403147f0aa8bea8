import type { Statistic } from '@aws-sdk/client-cloudwatch';
import { type Aggregate, statisticOf } from './aggregate.ts';
import type { Distribution } from './distribution.ts';
import { statistics } from './input.ts';

/** A boundary of a trimmed statistic: a percentage of the samples, or a value. */
interface Range {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  readonly by: 'percent' | 'value';
}

/** What a statistic's name asks for (AWS: "CloudWatch statistics definitions"). */
export type StatisticSpec =
  | { readonly kind: 'simple'; readonly name: Statistic }
  | { readonly kind: 'percentile'; readonly percent: number }
  | ({ readonly kind: 'trimmed'; readonly of: 'mean' | 'winsorized' | 'count' | 'sum' | 'rank' } & Range);

type Sorted = ReturnType<Distribution['sorted']>;

const trimmedKinds = { tm: 'mean', wm: 'winsorized', tc: 'count', ts: 'sum', pr: 'rank' } as const;
const simple = (name: string): name is Statistic => statistics.includes(name);
const percentage = (digits: string): number | undefined =>
  /^\d+(\.\d{1,10})?$/.test(digits) && Number(digits) <= 100 ? Number(digits) : undefined;

/**
 * Reads `Sum`, `p99.9`, `tm90`, `IQM`, `TM(10%:90%)`, `PR(:300)` and their like; undefined if AWS has no such
 * statistic. One number takes small letters and means a percentage; a range takes capitals.
 */
export function readStatistic(name: string): StatisticSpec | undefined {
  if (simple(name)) return { kind: 'simple', name };
  if (/^iqm$/i.test(name)) return { kind: 'trimmed', of: 'mean', lower: 25, upper: 75, by: 'percent' };
  const [, letters = '', digits = ''] = /^(p|tm|wm|tc|ts)([\d.]+)$/.exec(name) ?? [];
  if (letters !== '') {
    const percent = percentage(digits);
    if (percent === undefined) return undefined;
    if (letters === 'p') return { kind: 'percentile', percent };
    const of = trimmedKinds[letters as keyof typeof trimmedKinds];
    return { kind: 'trimmed', of, lower: undefined, upper: percent, by: 'percent' };
  }
  return readRange(name);
}

function readRange(name: string): StatisticSpec | undefined {
  const found = /^(TM|WM|TC|TS|PR)\((?:(\d+(?:\.\d+)?)(%?))?:(?:(\d+(?:\.\d+)?)(%?))?\)$/.exec(name);
  if (found === null) return undefined;
  const [, letters = '', lower, lowerSign, upper, upperSign] = found;
  const of = trimmedKinds[letters.toLowerCase() as keyof typeof trimmedKinds];
  const signs = new Set([lower && lowerSign, upper && upperSign].filter((sign) => sign !== undefined));
  if (signs.size !== 1) return undefined;
  const by = signs.has('%') ? 'percent' : 'value';
  if (by === 'percent' && (of === 'rank' || Number(lower ?? 0) > 100 || Number(upper ?? 0) > 100)) {
    return undefined;
  }
  const [from, to] = [lower, upper].map((edge) => (edge === undefined ? undefined : Number(edge)));
  if (from !== undefined && to !== undefined && from >= to) return undefined;
  return { kind: 'trimmed', of, lower: from, upper: to, by };
}

/**
 * The statistic of what was measured; undefined where there is none to give. All but the simple ones need the
 * single values (`hidden` if they came as a statistic set), and none of them negative.
 */
export function statisticValue(
  spec: StatisticSpec,
  aggregate: Aggregate,
  values: () => Distribution | 'hidden',
): number | undefined {
  if (spec.kind === 'simple') return statisticOf(spec.name, aggregate);
  if (aggregate.minimum < 0) return undefined;
  const known = values();
  if (known === 'hidden') return undefined;
  const sorted = known.sorted();
  if (spec.kind === 'trimmed') return trimmed(spec, sorted);
  // Rounded values must not leave what was really measured.
  return clamp(percentile(sorted, spec.percent), aggregate.minimum, aggregate.maximum);
}

const totalOf = (sorted: Sorted): number => sorted.reduce((sum, [, count]) => sum + count, 0);
const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Of 250 samples p64.4 is the 161st, but 64.4 · 250 / 100 comes out as 161.00000000000003. */
const rankAt = (percent: number, total: number): number => (percent * total) / 100 - 1e-9;

/**
 * The smallest value that at least `percent` of the samples don't exceed (nearest rank): p90 of 1, 2, 3, 4 is 4,
 * as 0.9 · 4 = 3.6. How CloudWatch interpolates is not documented.
 */
function percentile(sorted: Sorted, percent: number): number {
  const rank = rankAt(percent, totalOf(sorted));
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= rank) return value;
  }
  return sorted.at(-1)?.[0] ?? Number.NaN;
}

function trimmed(spec: Extract<StatisticSpec, { kind: 'trimmed' }>, sorted: Sorted): number | undefined {
  const total = totalOf(sorted);
  if (spec.of === 'winsorized') {
    const [low = 0, high = Number.POSITIVE_INFINITY] =
      spec.by === 'value'
        ? [spec.lower, spec.upper]
        : [spec.lower, spec.upper].map((edge) => (edge === undefined ? undefined : percentile(sorted, edge)));
    return sorted.reduce((sum, [value, count]) => sum + clamp(value, low, high) * count, 0) / total;
  }
  const inside = within(spec, sorted, total);
  const count = totalOf(inside);
  const sum = inside.reduce((all, [value, times]) => all + value * times, 0);
  switch (spec.of) {
    case 'mean':
      return count === 0 ? undefined : sum / count;
    case 'count':
      return count;
    case 'sum':
      return sum;
    case 'rank':
      return (count / total) * 100;
  }
}

/**
 * The samples inside a range. By value the lower edge is outside, the upper one inside. By percentage whole
 * samples are cut: 25 % to 75 % of five leaves the 2nd to the 4th (⌊1.25⌋ = 1 cut below, ⌈3.75⌉ = 4 kept).
 */
function within({ lower, upper, by }: Range, sorted: Sorted, total: number): Sorted {
  if (by === 'value') {
    return sorted.filter(
      ([value]) => (lower === undefined || value > lower) && (upper === undefined || value <= upper),
    );
  }
  const from = Math.floor(rankAt(lower ?? 0, total) + 2e-9);
  const to = Math.ceil(rankAt(upper ?? 100, total));
  let seen = 0;
  return sorted.map(([value, count]) => {
    const kept = Math.min(seen + count, to) - Math.max(seen, from);
    seen += count;
    return [value, Math.max(0, kept)] as const;
  });
}
