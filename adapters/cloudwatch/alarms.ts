import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { breachOf } from '../../core/alarm.ts';
import type { AlarmFinding } from '../../core/plan/findings.ts';
import type { Alarms } from '../../core/ports.ts';

/** Up to 100 names fit one DescribeAlarms; a manifest's list is far shorter, and is cut into calls all the same. */
const namesPerCall = 100;

/** Alarms by name, read. */
export function cloudWatchAlarms(client: CloudWatchClient): Alarms {
  const describe = async (names: readonly string[]) => {
    const metric: MetricAlarm[] = [];
    const composite: CompositeAlarm[] = [];
    for (let start = 0; start < names.length; start += namesPerCall) {
      const input = { AlarmNames: names.slice(start, start + namesPerCall), MaxRecords: namesPerCall };
      const answer = await client.send(
        new DescribeAlarmsCommand({ ...input, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      );
      metric.push(...(answer.MetricAlarms ?? []));
      composite.push(...(answer.CompositeAlarms ?? []));
    }
    return { metric, composite };
  };

  return {
    async find(names) {
      const { metric, composite } = await describe(names);
      return names.map((name) => {
        const alarm = metric.find(({ AlarmName }) => AlarmName === name);
        if (alarm !== undefined)
          return { name, state: alarm.StateValue, ...windowOf(alarm), ...metricOf(alarm) };
        const combined = composite.find(({ AlarmName }) => AlarmName === name);
        return { name, state: combined?.StateValue, ...(combined !== undefined && { composite: true }) };
      });
    },

    async states(names) {
      const { metric, composite } = await describe(names);
      return [...metric, ...composite].flatMap(({ AlarmName, StateValue, StateUpdatedTimestamp }) =>
        AlarmName === undefined || StateValue === undefined
          ? []
          : [{ name: AlarmName, state: StateValue, since: StateUpdatedTimestamp?.getTime() ?? 0 }],
      );
    },

    async breaches(names) {
      const { metric, composite } = await describe(names);
      return [...metric, ...composite]
        .filter((alarm) => alarm.StateValue === 'ALARM')
        .map((alarm) =>
          breachOf(
            alarm.AlarmName ?? '',
            alarm.StateReason ?? '',
            alarm.StateReasonData,
            alarm.StateUpdatedTimestamp?.toISOString() ?? '',
          ),
        );
    },
  };
}

/** When it goes off. Metric math has the period of its metrics: the longest, if they differ. */
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

/** Which metric it is on, if it is on one. */
function metricOf(alarm: MetricAlarm): Pick<AlarmFinding, 'namespace' | 'metricName' | 'dimensions'> {
  const dimensions = (alarm.Dimensions ?? []).flatMap(({ Name, Value }) =>
    Name !== undefined && Value !== undefined ? [[Name, Value] as const] : [],
  );
  return {
    ...(alarm.Namespace !== undefined && { namespace: alarm.Namespace }),
    ...(alarm.MetricName !== undefined && {
      metricName: alarm.MetricName,
      dimensions: Object.fromEntries(dimensions),
    }),
  };
}
