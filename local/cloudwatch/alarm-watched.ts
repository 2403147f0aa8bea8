import type { MetricDataQuery, PutMetricAlarmCommandInput, Statistic } from '@aws-sdk/client-cloudwatch';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { MeasuredStatistic } from './datapoints.ts';
import { dimensionsOf } from './input.ts';
import { type MathContext, type MetricQuery, readMetricQueries } from './metric-queries.ts';
import { readStatistic } from './statistic.ts';

/** One metric that an alarm watches. */
export interface WatchedMetric extends MeasuredStatistic {
  /** The id of its metric query in events; AWS makes one up for an alarm that names none. */
  readonly metricQueryId: string;
  /** As it was given: `Sum`, `p99`. */
  readonly statisticName: Statistic | (string & {});
  readonly queries?: undefined;
}

/** Metric math that an alarm watches: the one of its queries that returns data. */
export interface WatchedQueries {
  readonly queries: readonly MetricQuery[];
  readonly watched: MetricQuery;
  readonly metric?: undefined;
}

/** AWS: "A math expression used for an alarm can include as many as 10 metrics." */
const mostMetrics = 10;

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

/** The one metric of a PutMetricAlarm request without Metrics, once its members are known to be there. */
export function watchedMetric(context: LocalContext, input: PutMetricAlarmCommandInput): WatchedMetric {
  const statisticName = input.ExtendedStatistic ?? (input.Statistic as string);
  const statistic = readStatistic(statisticName);
  if (statistic === undefined || (input.ExtendedStatistic !== undefined && statistic.kind === 'simple')) {
    throw invalid(`The value ${statisticName} for parameter ExtendedStatistic is not supported.`);
  }
  return {
    metricQueryId: context.random.uuid(),
    metric: {
      namespace: input.Namespace as string,
      name: input.MetricName as string,
      dimensions: dimensionsOf(input.Dimensions),
    },
    statistic,
    statisticName,
    unit: input.Unit,
  };
}

/** @throws AwsError `ValidationError` if not exactly one of `given` returns data, and that a single time series */
export function watchedQueries(context: MathContext, given: readonly MetricDataQuery[]): WatchedQueries {
  const queries = readMetricQueries(context, given, 'metrics');
  const returning = queries.filter((query) => query.returnData);
  const [watched] = returning;
  if (watched === undefined || returning.length > 1) {
    throw invalid('Exactly one element of the metrics list should return data.');
  }
  if (watched.kind === 'expression' && watched.result === 'array') {
    throw invalid(
      `The expression '${watched.id}' results in several time series; an alarm watches a single one`,
    );
  }
  if (queries.filter((query) => query.kind === 'metric').length > mostMetrics) {
    throw invalid(`An alarm on metric math can include at most ${mostMetrics} metrics`);
  }
  return { queries, watched };
}
