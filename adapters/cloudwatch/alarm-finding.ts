import type { CompositeAlarm, Dimension, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { AlarmFinding } from '../../core/alarms/alarm-finding.ts';
import { alarmsInRule } from '../../core/alarms/rule-names.ts';

/** How many levels of nested composite alarms are read. Anything deeper is not reported. */
export const deepest = 5;

/** Alarms as DescribeAlarms gave them, by name. */
export interface ReadAlarms {
  readonly metric: Map<string, MetricAlarm>;
  readonly composite: Map<string, CompositeAlarm>;
  /** Every name that was requested, whether it was found or not. */
  readonly asked: Set<string>;
}

/**
 * What a plan needs to know about an alarm.
 * @param above the composite alarms that contain it, so that the search ends when they form a circle
 */
export function findingOf(name: string, read: ReadAlarms, above: readonly string[]): AlarmFinding {
  const metric = read.metric.get(name);
  if (metric !== undefined)
    return { name, state: metric.StateValue, ...windowOf(metric), ...metricOf(metric), ...limitOf(metric) };
  const composite = read.composite.get(name);
  if (composite === undefined) return { name, state: undefined };
  const children = alarmsInRule(composite.AlarmRule ?? '')
    .filter((child) => read.asked.has(child) && child !== name && !above.includes(child))
    .map((child) => findingOf(child, read, [...above, name]));
  return { name, state: composite.StateValue, composite: true, ...(children.length > 0 && { children }) };
}

/** When it goes off. Metric math has the period of its metrics: the longest one, if they differ. */
function windowOf(
  alarm: MetricAlarm,
): Pick<AlarmFinding, 'period' | 'evaluationPeriods' | 'datapointsToAlarm'> {
  const periods = (alarm.Metrics ?? []).flatMap(
    ({ Period, MetricStat }) => MetricStat?.Period ?? Period ?? [],
  );
  const period = alarm.Period ?? (periods.length > 0 ? Math.max(...periods) : undefined);
  return {
    ...(period !== undefined && { period }),
    ...(alarm.EvaluationPeriods !== undefined && { evaluationPeriods: alarm.EvaluationPeriods }),
    ...(alarm.DatapointsToAlarm !== undefined && { datapointsToAlarm: alarm.DatapointsToAlarm }),
  };
}

/** The metric that it watches; for metric math, all of its metrics. */
function metricOf(
  alarm: MetricAlarm,
): Pick<AlarmFinding, 'namespace' | 'metricName' | 'dimensions' | 'unit' | 'metrics'> {
  const metrics = (alarm.Metrics ?? []).flatMap(({ MetricStat }) =>
    MetricStat?.Metric?.Namespace === undefined || MetricStat.Metric.MetricName === undefined
      ? []
      : [
          {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: valuesOf(MetricStat.Metric.Dimensions),
            ...(MetricStat.Unit !== undefined && { unit: MetricStat.Unit }),
          },
        ],
  );
  return {
    ...(alarm.Namespace !== undefined && { namespace: alarm.Namespace }),
    ...(alarm.MetricName !== undefined && {
      metricName: alarm.MetricName,
      dimensions: valuesOf(alarm.Dimensions),
    }),
    ...(alarm.Unit !== undefined && { unit: alarm.Unit }),
    ...(metrics.length > 0 && { metrics }),
  };
}

const valuesOf = (dimensions: readonly Dimension[] = []): Record<string, string> =>
  Object.fromEntries(
    dimensions.flatMap(({ Name, Value }) =>
      Name !== undefined && Value !== undefined ? [[Name, Value] as const] : [],
    ),
  );

/** The comparison and its threshold. */
function limitOf(
  alarm: MetricAlarm,
): Pick<AlarmFinding, 'statistic' | 'threshold' | 'comparison' | 'treatMissingData'> {
  const statistic = alarm.ExtendedStatistic ?? alarm.Statistic;
  return {
    ...(statistic !== undefined && { statistic }),
    ...(alarm.Threshold !== undefined && { threshold: alarm.Threshold }),
    ...(alarm.ComparisonOperator !== undefined && { comparison: alarm.ComparisonOperator }),
    ...(alarm.TreatMissingData !== undefined && { treatMissingData: alarm.TreatMissingData }),
  };
}
