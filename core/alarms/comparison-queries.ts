import { comparedMetrics } from '../gates/comparison-terms.ts';
import { alternatives } from '../judge/evidence.ts';
import type { AlarmQuery } from './alarm-request.ts';
import type { ComparedAlarm } from './comparison.ts';
import type { WatchedFleet } from './managed-queries.ts';
import { filledIn, invocationMetric, type MeasuredMetric } from './measure.ts';

/**
 * How many times worse than tolerated green may be, for CloudWatch: fewer than Greenlight's own alternatives, because
 * metric math has no exponential. The largest of their evidences stands for the mean, and so each costs a part of it.
 */
export const watchedAlternatives: readonly number[] = [1.5, 3, 10, 30];

/** What PutMetricAlarm's decimals can be: no exponents, which AWS does not document in expressions. */
const written = (value: number): string => value.toFixed(12).replace(/\.?0+$/, '');
const log10 = (value: number): string => written(Math.log10(value));

/**
 * The metrics of one variant, and the expressions over them: the evidence that green is worse than tolerated, and that it
 * fails more often than the floor, whichever is less, in powers of ten. It decides at −log10(falseAlarms).
 *
 * - `gr`, `ge`: green's requests and events; `ar`, `ae`: those of both fleets.
 * - `a`: requests of both, and at least green's: late metrics may make green's more than all.
 * - `g`, `e`: events of green and of both; none where more of green's are known than of both. Without the rest, the old
 *   fleet would look better than it is.
 * - `m1` …: for each alternative the sum over all minutes so far, of which each counts for a third of what is needed at
 *   most. A minute without requests of the old fleet counts for nothing, nor does one whose requests are not there yet.
 *
 * There is no FILL: AWS does not document what it does for a metric that never existed, as green's before its first
 * request. Every sum has a value in the same minutes, those in which `a` has one.
 */
export function comparisonQueries(
  alarm: Pick<ComparedAlarm, 'compare' | 'tolerance' | 'floor'>,
  falseAlarms: number,
  fleet: WatchedFleet,
  variant: string,
): readonly AlarmQuery[] {
  const metric = (
    Id: string,
    { namespace, name, dimensions }: MeasuredMetric,
    ofGreen: boolean,
  ): AlarmQuery => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions
          .filter(({ Value }) => ofGreen || !Value.includes('{config}'))
          .map(({ Name, Value }) => ({
            Name,
            Value: filledIn(Value, { endpoint: fleet.endpoint, variant, config: fleet.config }),
          })),
      },
      Period: 60,
      Stat: 'Sum',
    },
    ReturnData: false,
  });
  const expression = (Id: string, Expression: string): AlarmQuery => ({ Id, Expression, ReturnData: false });
  const requests = invocationMetric('Invocations');
  const { compare } = alarm;
  // The manifest's schema refuses it.
  if (compare === 'slow' || compare === 'score') throw new Error(`CloudWatch does not compute ${compare}`);
  const events = invocationMetric(comparedMetrics[compare]);
  const sums = watchedAlternatives.map((_, index) => `m${index + 1}`);
  const floors = alternatives.map((times) => aboveFloor(times, alarm.floor));
  return [
    {
      Id: 'value',
      Expression: `MIN([MAX([${sums.join(',')}])-${log10(sums.length)},MAX([${floors.join(',')}])-${log10(floors.length)}])`,
      Label: comparisonLabel(alarm),
      ReturnData: true,
    },
    ...watchedAlternatives.map((times, index) =>
      expression(`m${index + 1}`, worseBy(times, alarm.tolerance, -Math.log10(falseAlarms) / 3)),
    ),
    expression('a', 'IF(ar>gr,ar,gr)'),
    expression('g', 'IF(ae<ge,0,ge)'),
    expression('e', 'IF(ae<ge,0,ae)'),
    metric('gr', requests, true),
    metric('ge', events, true),
    metric('ar', requests, false),
    metric('ae', events, false),
  ];
}

/** What the alarm is called by for people: its name says little, and its numbers are no rates. */
export const comparisonLabel = ({ compare }: Pick<ComparedAlarm, 'compare'>): string =>
  `${labelBegins} (${compare})`;
const labelBegins = 'evidence against the new fleet';
export const isComparisonLabel = (label: string): boolean => label.startsWith(labelBegins);

function worseBy(times: number, tolerance: number, mostOfAMinute: number): string {
  const [worse, tolerated] = [tolerance * times - 1, tolerance - 1].map(written);
  const minute = `g*${log10(times)}-e*LOG10((a+${worse}*gr)/(a+${tolerated}*gr))`;
  const most = written(mostOfAMinute);
  return `RUNNING_SUM(IF(gr>0 AND a>gr,IF(${minute}>${most},${most},${minute}),0))`;
}

const aboveFloor = (times: number, floor: number): string =>
  `RUNNING_SUM(IF(gr>0 AND a>0,ge*${log10(times)}-gr*${written(((times - 1) * floor) / Math.LN10)},0))`;
