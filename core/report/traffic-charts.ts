import type { TimelinePhase } from '../plan/timeline/timeline.ts';
import type { FleetPeriod, Recording } from '../recording/recording.ts';
import { epochMsOf } from '../values/instant.ts';
import { type Chart, chartSvg, type Line } from './chart.ts';

/**
 * The charts of a report: the new fleet's share as planned, as seen and as measured; requests, errors, latency. Without
 * figures of CloudWatch, the first one alone. Empty if nothing was shifted.
 */
export function trafficCharts(recording: Recording): string {
  const { traffic, facts, looks, asOf } = recording;
  const { phases, endedAt, timeline, version, configs } = facts;
  if (phases.shifting === undefined) return '';
  const periods = traffic.kind === 'known' ? traffic.periods : [];
  const period = traffic.kind === 'known' ? traffic.periodSeconds * 1000 : 60_000;
  const shifting = epochMsOf(phases.shifting);
  const back = phases['going-back'];
  const marks = [
    { at: shifting, text: 'shift begins' },
    ...(back === undefined ? [] : [{ at: epochMsOf(back), text: 'goes back' }]),
    ...(endedAt === null ? [] : [{ at: epochMsOf(endedAt), text: 'end' }]),
  ];
  const from = periods[0]?.at ?? shifting - 60_000;
  const last = periods.at(-1)?.at;
  const to = last === undefined ? Math.max(from + period, epochMsOf(endedAt ?? asOf)) : last + period;
  const chart = (title: string, unit: string, least: number, lines: readonly Line[]): string =>
    chartSvg({ title, unit, least, lines, from, to, marks } satisfies Chart);
  const plan: Line = {
    name: 'as planned',
    as: 'planned',
    points: plannedShares(timeline?.phases ?? [], shifting, to),
  };
  const seen: Line = {
    name: 'by the instances that served',
    as: 'seen',
    points: seenShares(looks, configs.green, to),
  };
  const shares = [plan, ...(seen.points.length === 0 ? [] : [seen])];
  const title = "The new fleet's share of the traffic";
  if (periods.length === 0) return seen.points.length === 0 ? '' : chart(title, '%', 100, shares);
  const line = (name: string, as: Line['as'], value: (period: FleetPeriod) => number | undefined): Line => ({
    name,
    as,
    points: periods.map((one) => ({ at: one.at, value: value(one) })),
  });
  const green = `green: ${version}`;
  const blue = 'blue: what served before';
  const both = (value: (fleet: FleetPeriod['green']) => number | undefined): Line[] => [
    line(blue, 'blue', (one) => value(one.blue)),
    line(green, 'green', (one) => value(one.green)),
  ];
  const measured = line('by requests', 'green', (one) =>
    percent(one.green.requests, one.green.requests + one.blue.requests),
  );
  return [
    chart(title, '%', 100, [...shares, measured]),
    chart(
      'Requests a minute',
      '',
      1,
      both(({ requests }) => (requests * 60_000) / period),
    ),
    chart(
      'Requests that ended 5xx',
      '%',
      1,
      both(({ errors5xx, requests }) => percent(errors5xx, requests)),
    ),
    chart(
      'Requests that ended 4xx',
      '%',
      1,
      both(({ errors4xx, requests }) => percent(errors4xx, requests)),
    ),
    chart('Model latency, p99', 'ms', 1, [
      line('both fleets together', 'blue', ({ bothLatency }) => bothLatency?.p99),
      line(green, 'green', ({ greenLatency }) => greenLatency?.p99),
    ]),
  ].join('\n');
}

/** In steps: what was seen stays so until the next look. */
function seenShares(looks: Recording['looks'], config: string | null, to: number): Line['points'] {
  return looks.flatMap(({ at, fleets }, n) => {
    const value = fleets
      .filter((fleet) => fleet.config === config)
      .reduce((sum, { trafficPercent }) => sum + trafficPercent, 0);
    const next = looks[n + 1];
    const until = next === undefined ? to : Math.min(to, epochMsOf(next.at));
    return epochMsOf(at) >= until ? [] : [epochMsOf(at), until].map((point) => ({ at: point, value }));
  });
}

const percent = (part: number, of: number): number | undefined => (of === 0 ? undefined : (part / of) * 100);

/** The planned share in steps, as far as the chart goes: each phase has one from its beginning to its end. */
const plannedShares = (planned: readonly TimelinePhase[], shifting: number, to: number): Line['points'] =>
  planned.flatMap(({ startSeconds, seconds, green }) => {
    const [begins, ends] = [shifting + startSeconds * 1000, shifting + (startSeconds + seconds) * 1000];
    if (begins >= to) return [];
    return [begins, Math.min(ends, to)].map((at) => ({ at, value: green.trafficPercent }));
  });
