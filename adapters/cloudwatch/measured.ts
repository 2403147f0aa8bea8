import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { measuredBy } from '../../core/alarms/measured-by.ts';
import type { Measured } from '../../core/cloudwatch/measured.ts';

/** What an alarm measures, as DescribeAlarms returns it. */
export function measuredIn(alarm: MetricAlarm): Measured | undefined {
  const queries = alarm.Metrics ?? [];
  const returned = queries.find(({ ReturnData }) => ReturnData !== false);
  const first = queries.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat;
  return measuredBy({
    name: alarm.AlarmName ?? '',
    namespace: alarm.Namespace ?? first?.Metric?.Namespace,
    metricName: alarm.MetricName ?? returned?.MetricStat?.Metric?.MetricName,
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic ?? first?.Stat,
    period: alarm.Period ?? first?.Period,
    unit: alarm.Unit ?? returned?.MetricStat?.Unit,
    comparison: alarm.ComparisonOperator,
    label: returned?.Label,
  });
}
