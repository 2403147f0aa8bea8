import { prices } from '../prices.ts';

/** The parts of the packaged CloudFormation template that the bench reads. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** The monthly fixed costs, whether anything is released or not. */
export interface Standing {
  /**
   * Metrics that the controller's own alarms watch. For an alarm on metric math, each of its metrics counts.
   */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly dollarsPerMonth: number;
}

/**
 * The fixed costs of the packaged template. Unused tables, queues, topics and functions cost almost nothing.
 */
export function standingOf({ Resources }: Template): Standing {
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => {
    const queries = (Properties?.Metrics ?? []) as readonly { readonly MetricStat?: unknown }[];
    return sum + Math.max(1, queries.filter(({ MetricStat }) => MetricStat !== undefined).length);
  }, 0);
  const dashboards = ofType('AWS::CloudWatch::Dashboard').length;
  const dollarsPerMonth = alarmMetrics * prices.alarmMetricHour * 730 + dashboards * prices.dashboardMonth;
  return { alarmMetrics, dashboards, dollarsPerMonth };
}
