import type { Owner } from '../own-tags.ts';
import type { AlarmQuery, Dimension } from './alarm-request.ts';
import type { ManagedAlarm } from './alarm-schema.ts';
import {
  filledIn,
  invocationMetric,
  isPerVariant,
  type MeasuredMetric,
  measureOf,
  metricOf,
} from './measure.ts';

/** The release whose fleet is watched. */
export interface WatchedFleet extends Owner {
  readonly config: string;
  readonly variants: readonly string[];
  /**
   * Asynchronous endpoints do not send the metric Invocations ("Alarms and logs … from asynchronous
   * endpoints").
   */
  readonly asynchronous?: boolean;
}

/** Whether the alarm counts requests in addition to its own metric. */
const countsRequests = (alarm: ManagedAlarm): boolean =>
  alarm.minInvocations !== undefined || measureOf(alarm).kind === 'rate';

/** How many CloudWatch metrics an alarm uses for this number of variants. */
export const metricCount = (alarm: ManagedAlarm, variants: number): number =>
  (isPerVariant(metricOf(measureOf(alarm))) ? variants : 1) + (countsRequests(alarm) ? variants : 0);

/**
 * The metrics of every variant, and the expression over them. There is no FILL: it would also put a value
 * where the newest minute has not arrived yet, and so keep the alarm in OK (AWS warns of this under FILL).
 * Without requests there is no value at all; TreatMissingData handles that.
 *
 * A rate over two variants: `IF(SUM([r0, r1]) >= 1, 100 * SUM([m0, m1]) / SUM([r0, r1]))`.
 */
export function queriesOf(alarm: ManagedAlarm, fleet: WatchedFleet): readonly AlarmQuery[] {
  const measure = measureOf(alarm);
  const watched = metricOf(measure);
  const stat = measure.kind === 'rate' ? 'Sum' : measure.stat;
  const query = (id: string, metric: MeasuredMetric, of: string, variant = ''): AlarmQuery => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.name,
        Dimensions: dimensionsOf(metric, fleet, variant),
      },
      Period: alarm.periodSeconds,
      Stat: of,
    },
    ReturnData: false,
  });
  const values = isPerVariant(watched)
    ? fleet.variants.map((variant, index) => query(`m${index}`, watched, stat, variant))
    : [query('m0', watched, stat)];
  const requests = fleet.variants.map((variant, index) => {
    const counted = requestsCountedBy(watched, fleet);
    return query(`r${index}`, counted.metric, counted.stat, variant);
  });
  const across = stat === 'Sum' ? 'SUM' : alarm.comparison === 'above' ? 'MAX' : 'MIN';
  const value = over(values, across);
  const total = over(requests, 'SUM');
  const made = measure.kind === 'rate' ? `100 * ${value} / ${total}` : value;
  const counted = countsRequests(alarm);
  const expression = counted ? `IF(${total} >= ${Math.max(1, alarm.minInvocations ?? 1)}, ${made})` : made;

  const [only] = values;
  // One metric needs no expression. CloudWatch then names its statistic in the alarm's reason.
  if (!counted && values.length === 1 && only) return [{ ...only, Label: alarm.metric, ReturnData: true }];
  return [
    { Id: 'value', Expression: expression, Label: alarm.metric, ReturnData: true },
    ...values,
    ...(counted ? requests : []),
  ];
}

/**
 * The metric that counts the new fleet's requests. An asynchronous endpoint does not send Invocations. But
 * errors and latencies come with every request, also as 0, so their samples count the requests.
 */
function requestsCountedBy(watched: MeasuredMetric, { asynchronous }: WatchedFleet) {
  if (asynchronous !== true) return { metric: invocationMetric('Invocations'), stat: 'Sum' };
  const { sampled, byConfig } = watched.published ?? {};
  const ofRequests = sampled === 'request' && byConfig === true;
  return { metric: ofRequests ? watched : invocationMetric('Invocation5XXErrors'), stat: 'SampleCount' };
}

const dimensionsOf = (metric: MeasuredMetric, fleet: WatchedFleet, variant: string): readonly Dimension[] => {
  const values = { endpoint: fleet.endpoint, variant, config: fleet.config };
  return metric.dimensions.map(({ Name, Value }) => ({ Name, Value: filledIn(Value, values) }));
};

/** `m0`, or `SUM([m0, m1])`. */
function over(queries: readonly AlarmQuery[], summary: 'SUM' | 'MAX' | 'MIN'): string {
  const ids = queries.map(({ Id }) => Id);
  return ids.length === 1 ? String(ids[0]) : `${summary}([${ids.join(', ')}])`;
}
