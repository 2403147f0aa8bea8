import type { ManagedAlarm } from '../manifest/alarms.ts';
import type { Owner } from '../own-tags.ts';
import type { AlarmQuery, Dimension } from './alarm-request.ts';
import { measureOf } from './measure.ts';

/** The release whose fleet is watched. */
export interface WatchedFleet extends Owner {
  readonly config: string;
  readonly variants: readonly string[];
  /** Asynchronous endpoints send no Invocations metric ("Alarms and logs … from asynchronous endpoints"). */
  readonly asynchronous?: boolean;
}

/** Whether the alarm looks at the number of requests, beside what it is about. */
export const countsRequests = (alarm: ManagedAlarm): boolean =>
  alarm.minInvocations !== undefined || measureOf(alarm).kind === 'rate';

/**
 * The metrics of every variant, and what is made of them. No FILL: it would put a value also where the newest
 * minute has not arrived yet, and hold the alarm in OK (AWS warns of it under FILL). Without requests there is no
 * value at all, which TreatMissingData takes care of.
 *
 * A rate over two variants: `IF(SUM([r0, r1]) >= 1, 100 * SUM([m0, m1]) / SUM([r0, r1]))`.
 */
export function queriesOf(alarm: ManagedAlarm, fleet: WatchedFleet): readonly AlarmQuery[] {
  const measure = measureOf(alarm);
  const watched = measure.kind === 'rate' ? measure.errors : measure.metric;
  const stat = measure.kind === 'rate' ? 'Sum' : measure.stat;
  const query = (id: string, metric: string, of: string, variant: string): AlarmQuery => ({
    Id: id,
    MetricStat: {
      Metric: { Namespace: 'AWS/SageMaker', MetricName: metric, Dimensions: dimensionsOf(fleet, variant) },
      Period: alarm.periodSeconds,
      Stat: of,
    },
    ReturnData: false,
  });
  const values = fleet.variants.map((variant, index) => query(`m${index}`, watched, stat, variant));
  // Error counts and latencies come with every request, as 0 too: so where there is no Invocations, they count.
  const requests = fleet.variants.map((variant, index) =>
    fleet.asynchronous === true
      ? query(`r${index}`, watched, 'SampleCount', variant)
      : query(`r${index}`, 'Invocations', 'Sum', variant),
  );
  const across = stat === 'Sum' ? 'SUM' : alarm.comparison === 'above' ? 'MAX' : 'MIN';
  const value = over(values, across);
  const total = over(requests, 'SUM');
  const made = measure.kind === 'rate' ? `100 * ${value} / ${total}` : value;
  const counted = countsRequests(alarm);
  const expression = counted ? `IF(${total} >= ${Math.max(1, alarm.minInvocations ?? 1)}, ${made})` : made;

  const [only] = values;
  // One metric needs no expression, and CloudWatch then names its statistic in the alarm's reason.
  if (!counted && values.length === 1 && only) return [{ ...only, Label: alarm.metric, ReturnData: true }];
  return [
    { Id: 'value', Expression: expression, Label: alarm.metric, ReturnData: true },
    ...values,
    ...(counted ? requests : []),
  ];
}

const dimensionsOf = (fleet: WatchedFleet, variant: string): readonly Dimension[] => [
  { Name: 'EndpointName', Value: fleet.endpoint },
  { Name: 'VariantName', Value: variant },
  { Name: 'EndpointConfigName', Value: fleet.config },
];

/** `m0`, or `SUM([m0, m1])`. */
function over(queries: readonly AlarmQuery[], summary: 'SUM' | 'MAX' | 'MIN'): string {
  const ids = queries.map(({ Id }) => Id);
  return ids.length === 1 ? String(ids[0]) : `${summary}([${ids.join(', ')}])`;
}
