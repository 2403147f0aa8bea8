import { prices } from '../prices.ts';

/** The packaged CloudFormation template, as far as the bench reads it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** What stands there and costs by the month, whether anything is released or not. */
export interface Standing {
  /** Metrics that the controller's own alarms watch; one whose alarm is metric math counts each. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly dollarsPerMonth: number;
}

/** Of the packaged template. A table, a queue, a topic and functions that nobody uses cost nothing worth telling. */
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
