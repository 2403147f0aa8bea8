import type { AlarmMetric } from './metric-fault.ts';

/** A watched alarm as CloudWatch has it; `state` is undefined if the alarm does not exist. */
export interface AlarmFinding {
  readonly name: string;
  readonly state: string | undefined;
  readonly composite?: boolean;
  /** In seconds. On one metric: its period. On metric math: the longest period of its metrics. */
  readonly period?: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** `Average`, `p99`; only of an alarm on one metric. */
  readonly statistic?: string;
  /** If the alarm names a unit, it sees only data in this unit. */
  readonly unit?: string;
  readonly threshold?: number;
  /** `GreaterThanThreshold` … */
  readonly comparison?: string;
  readonly treatMissingData?: string;
  /** The metrics of a metric math alarm, where they are named. */
  readonly metrics?: readonly AlarmMetric[];
  /** The alarms that a composite alarm's rule names, including those of nested composite alarms. */
  readonly children?: readonly AlarmFinding[];
}
