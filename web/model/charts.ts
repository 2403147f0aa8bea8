import { valueText } from '../../core/cloudwatch/value-text.ts';
import type { AlarmFact } from '../../core/recording/facts.ts';
import type { FleetPeriod, Recording } from '../../core/recording/recording.ts';
import { greenPercentOf } from './fleets.ts';
import { indexAt } from './frames.ts';
import { chartSpan, knownUntil, type Span } from './span.ts';
import { msOf } from './time.ts';
import { plannedSegments } from './timeline.ts';

export interface ChartLine {
  readonly name: string;
  /** Each has a shape of its own besides its colour: green is a whole line, blue dashed, the plan dotted. */
  readonly as: 'green' | 'blue' | 'planned';
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly id: 'traffic' | '5xx' | 'latency' | 'requests' | '4xx' | 'cpu';
  readonly title: string;
  /** After each value: ` %`, ` ms`. */
  readonly unit: string;
  readonly span: Span;
  /** Epoch seconds, in order. */
  readonly at: readonly number[];
  readonly lines: readonly ChartLine[];
  /** In steps and filled, one above the other: shares of a whole. */
  readonly stacked: boolean;
  /** The least upper end of the axis. */
  readonly least: number;
  readonly limit?: { readonly value: number; readonly text: string };
}

export type Percentile = 'p50' | 'p90' | 'p99';

/** The charts of a rollout, all over the same span. Empty if nothing was measured. */
export function chartsOf(recording: Recording, percentile: Percentile): ChartData[] {
  const span = chartSpan(recording);
  const { traffic, facts } = recording;
  if (span === undefined) return [];
  const shares = sharesChart(recording, span);
  if (traffic.kind === 'unknown') return [shares];
  const { periods, periodSeconds } = traffic;
  // Whoever looks at an instant sees only periods that were over by then.
  const at = periods.map((period) => period.at / 1000 + periodSeconds);
  const line = (name: string, as: ChartLine['as'], of: (period: FleetPeriod) => number | undefined) => ({
    ...{ name, as },
    values: periods.map((period) => of(period) ?? null),
  });
  const chart = (
    id: ChartData['id'],
    title: string,
    unit: string,
    least: number,
    lines: readonly ChartLine[],
    limit?: ChartData['limit'],
  ): ChartData => ({
    ...{ id, title, unit, span, at, lines, least, stacked: false },
    ...(limit !== undefined && { limit }),
  });
  const parts = (errors: 'errors5xx' | 'errors4xx') => [
    line('blue', 'blue', ({ blue }) => percent(blue[errors], blue.requests)),
    line('green', 'green', ({ green }) => percent(green[errors], green.requests)),
  ];
  const perMinute = 60 / periodSeconds;
  const limit = (pattern: RegExp, scaled?: (value: number, unit: string | undefined) => number | undefined) =>
    limitOf(facts.alarms, pattern, scaled);
  return [
    shares,
    chart('5xx', 'Errors 5xx', ' %', 1, parts('errors5xx'), limit(/^5xx-rate/)),
    chart(
      'latency',
      'Latency',
      ' ms',
      10,
      [
        line('both', 'blue', ({ bothLatency }) => bothLatency?.[percentile]),
        line('green', 'green', ({ greenLatency }) => greenLatency?.[percentile]),
      ],
      limit(new RegExp(`^latency-${percentile}`), milliseconds),
    ),
    chart('requests', 'Requests a minute', '', 1, [
      line('blue', 'blue', ({ blue }) => blue.requests * perMinute),
      line('green', 'green', ({ green }) => green.requests * perMinute),
    ]),
    chart('4xx', 'Errors 4xx', ' %', 1, parts('errors4xx'), limit(/^4xx-rate/)),
    chart(
      'cpu',
      'CPU',
      ' %',
      100,
      [line('both', 'blue', ({ bothCpu }) => bothCpu), line('green', 'green', ({ greenCpu }) => greenCpu)],
      limit(/^cpu/),
    ),
  ];
}

/** Who has which part of the traffic: as seen, or by requests where nobody has looked. */
function sharesChart(recording: Recording, span: Span): ChartData {
  const { facts, looks, traffic } = recording;
  const until = knownUntil(recording);
  const planned = plannedSegments(facts);
  const seen =
    looks.length > 0 || traffic.kind === 'unknown'
      ? looks.map((look) => ({ at: msOf(look.at), green: greenPercentOf(look.fleets, facts.configs) }))
      : traffic.periods.map(({ at, green, blue }) => ({
          at: at + traffic.periodSeconds * 1000,
          green: percent(green.requests, green.requests + blue.requests) ?? null,
        }));
  const known = [
    ...(facts.before === null || facts.phases.shifting === undefined ? [] : [{ at: span.from, green: 0 }]),
    ...seen.filter(({ green }) => green !== null),
  ].sort((a, b) => a.at - b.at);
  const starts = known.map(({ at }) => at);
  const instants = [
    ...new Set(
      [...starts, ...planned.flatMap(({ from, to }) => [from, to]), until, span.to].map((at) =>
        Math.round(Math.min(span.to, Math.max(span.from, at)) / 1000),
      ),
    ),
  ].sort((a, b) => a - b);
  const greenAt = (ms: number) =>
    ms > until + 1000 || known.length === 0 || ms < (starts[0] ?? 0)
      ? null
      : (known[indexAt(starts, ms)]?.green ?? null);
  const values = instants.map((at) => greenAt(at * 1000 + 500));
  return {
    ...{ id: 'traffic', title: 'Traffic', unit: ' %', span, at: instants, stacked: true, least: 100 },
    lines: [
      { name: 'blue', as: 'blue', values: values.map((green) => (green === null ? null : 100 - green)) },
      { name: 'green', as: 'green', values },
      {
        ...{ name: 'planned', as: 'planned' },
        values: instants.map(
          (at) => planned.find(({ from, to }) => at * 1000 >= from && at * 1000 < to)?.green ?? null,
        ),
      },
    ],
  };
}

const percent = (part: number, of: number): number | undefined => (of === 0 ? undefined : (100 * part) / of);

const perMillisecond: Readonly<Record<string, number>> = {
  Microseconds: 1000,
  Milliseconds: 1,
  Seconds: 0.001,
};
const milliseconds = (value: number, unit: string | undefined): number | undefined => {
  const scale = perMillisecond[unit ?? ''];
  return scale === undefined ? undefined : value / scale;
};

/** The limit of the alarm that measures what a chart shows, in the chart's unit. */
function limitOf(
  alarms: readonly AlarmFact[],
  pattern: RegExp,
  scaled: (value: number, unit: string | undefined) => number | undefined = (value, unit) =>
    unit === 'Percent' ? value : undefined,
): ChartData['limit'] {
  for (const { measured, threshold } of alarms) {
    if (measured === undefined || threshold === undefined || !pattern.test(measured.what)) continue;
    const value = scaled(threshold, measured.unit);
    if (value !== undefined) return { value, text: `limit ${valueText(threshold, measured.unit)}` };
  }
  return undefined;
}

/** A line's value as of an instant: the newest that was known by then. */
export function valueAt({ at }: ChartData, { values }: ChartLine, ms: number): number | null {
  const first = at[0];
  if (first === undefined || ms < first * 1000) return null;
  return values[indexAt(at as number[], ms / 1000)] ?? null;
}

/** When alarms were on. */
export function alarmSpans({ alarms, facts }: Recording, until: number): Span[] {
  const watched = new Set(facts.alarms.map(({ name }) => name));
  return alarms
    .filter(({ name }) => watched.has(name))
    .flatMap(({ states }) =>
      states.flatMap(({ at, state }, n) => {
        const next = states[n + 1];
        return state === 'ALARM' ? [{ from: msOf(at), to: next === undefined ? until : msOf(next.at) }] : [];
      }),
    );
}
