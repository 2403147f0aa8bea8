import type { TimelinePhase } from '../plan/timeline/timeline.ts';
import type { FleetPeriod, Recording } from '../recording/recording.ts';
import { epochMsOf } from '../values/instant.ts';
import { type Chart, chartSvg, type Line } from './chart.ts';

/** The charts of a report: traffic over the plan, requests, errors, latency. Empty if nothing is known of the traffic. */
export function trafficCharts({ traffic, facts }: Recording): string {
  const { phases, endedAt, timeline, version } = facts;
  if (traffic.kind === 'unknown' || traffic.periods.length === 0 || phases.shifting === undefined) return '';
  const { periods, periodSeconds } = traffic;
  const shifting = epochMsOf(phases.shifting);
  const back = phases['going-back'];
  const marks = [
    { at: shifting, text: 'shift begins' },
    ...(back === undefined ? [] : [{ at: epochMsOf(back), text: 'goes back' }]),
    ...(endedAt === null ? [] : [{ at: epochMsOf(endedAt), text: 'end' }]),
  ];
  const from = periods[0]?.at ?? 0;
  const to = (periods.at(-1)?.at ?? 0) + periodSeconds * 1000;
  const line = (name: string, as: Line['as'], value: (period: FleetPeriod) => number | undefined): Line => ({
    name,
    as,
    points: periods.map((period) => ({ at: period.at, value: value(period) })),
  });
  const chart = (title: string, unit: string, least: number, lines: readonly Line[]): string =>
    chartSvg({ title, unit, least, lines, from, to, marks } satisfies Chart);
  const green = `green: ${version}`;
  const blue = 'blue: what served before';
  const part =
    (of: (doing: FleetPeriod['green']) => number, fleet: 'green' | 'blue') => (period: FleetPeriod) =>
      percent(of(period[fleet]), period[fleet].requests);
  const share = line(green, 'green', (period) =>
    percent(period.green.requests, period.green.requests + period.blue.requests),
  );
  const plan: Line = {
    name: 'as planned',
    as: 'planned',
    points: plannedShares(timeline?.phases ?? [], shifting, to),
  };
  const perMinute = 60 / periodSeconds;
  return [
    chart("The new fleet's share of the requests", '%', 100, [plan, share]),
    chart('Requests a minute', '', 1, [
      line(blue, 'blue', ({ blue: { requests } }) => requests * perMinute),
      line(green, 'green', ({ green: { requests } }) => requests * perMinute),
    ]),
    chart('Requests that ended 5xx', '%', 1, [
      line(
        blue,
        'blue',
        part(({ errors5xx }) => errors5xx, 'blue'),
      ),
      line(
        green,
        'green',
        part(({ errors5xx }) => errors5xx, 'green'),
      ),
    ]),
    chart('Requests that ended 4xx', '%', 1, [
      line(
        blue,
        'blue',
        part(({ errors4xx }) => errors4xx, 'blue'),
      ),
      line(
        green,
        'green',
        part(({ errors4xx }) => errors4xx, 'green'),
      ),
    ]),
    chart('Model latency, p99', 'ms', 1, [
      line('both fleets together', 'blue', ({ bothLatency }) => bothLatency?.p99),
      line(green, 'green', ({ greenLatency }) => greenLatency?.p99),
    ]),
  ].join('\n');
}

const percent = (part: number, of: number): number | undefined => (of === 0 ? undefined : (part / of) * 100);

/** The planned share in steps, as far as the chart goes: each phase has one from its beginning to its end. */
const plannedShares = (planned: readonly TimelinePhase[], shifting: number, to: number): Line['points'] =>
  planned.flatMap(({ startSeconds, seconds, green }) => {
    const [begins, ends] = [shifting + startSeconds * 1000, shifting + (startSeconds + seconds) * 1000];
    if (begins >= to) return [];
    return [begins, Math.min(ends, to)].map((at) => ({ at, value: green.trafficPercent }));
  });
