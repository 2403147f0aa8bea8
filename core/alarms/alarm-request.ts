import type { Tag } from '../own-tags.ts';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** One element of PutMetricAlarm's Metrics: a metric, or an expression over the others. */
export interface AlarmQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly Dimension[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
  readonly Label?: string;
  readonly ReturnData: boolean;
}

interface AlarmRequestBase {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly Threshold: number;
  readonly ComparisonOperator: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly TreatMissingData: 'notBreaching' | 'ignore';
  readonly Tags: readonly Tag[];
}

/**
 * The input of PutMetricAlarm for the alarms that we make, in AWS's spelling: on metric math, or on one
 * metric.
 */
export type AlarmRequest = AlarmRequestBase &
  (
    | { readonly Metrics: readonly AlarmQuery[] }
    | {
        readonly Metrics?: undefined;
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions: readonly Dimension[];
        readonly Statistic: 'Maximum';
        readonly Period: number;
      }
  );
