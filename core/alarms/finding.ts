import type { AlarmMetric } from './metric-fault.ts';

/** An alarm that is watched, as CloudWatch knows it; `state` is undefined where there is none. */
export interface AlarmFinding {
  readonly name: string;
  readonly state: string | undefined;
  readonly composite?: boolean;
  /** In seconds: of a metric alarm on one metric its period, on metric math the longest among its metrics. */
  readonly period?: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** `Average`, `p99`: of one metric. */
  readonly statistic?: string;
  /** The only unit that it looks at, if it was made so. */
  readonly unit?: string;
  readonly threshold?: number;
  /** `GreaterThanThreshold` … */
  readonly comparison?: string;
  readonly treatMissingData?: string;
  /** Of metric math: its metrics, as far as they are named. */
  readonly metrics?: readonly AlarmMetric[];
  /** Of a composite alarm: the alarms that its rule names, those of composite ones below included. */
  readonly children?: readonly AlarmFinding[];
}
