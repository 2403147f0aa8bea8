import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { periodsBetween } from './datapoints.ts';
import { atLeast, length, oneOf, page, refuseUncovered, required, validate } from './input.ts';
import type { Series } from './math/series.ts';
import { type MathContext, type MetricQuery, readMetricQueries } from './metric-queries.ts';
import { type MetricStore, sameMetric } from './metric-store.ts';
import { querySeries } from './query-values.ts';

const covered: readonly (keyof GetMetricDataCommandInput)[] = [
  'MetricDataQueries',
  'StartTime',
  'EndTime',
  'NextToken',
  'ScanBy',
  'MaxDatapoints',
];

/** More than this many data points come in pages; no request can ask for more periods than this either. */
const mostDatapoints = 100_800;

interface Result {
  readonly label: string;
  readonly query: MetricQuery;
  readonly points: readonly Point[];
}
interface Point {
  readonly at: number;
  readonly value: number;
}

/** GetMetricData: the newest data points first unless ScanBy says otherwise; missing ones are left out. */
export function getMetricData(
  context: MathContext,
  store: MetricStore,
  input: GetMetricDataCommandInput,
): Partial<GetMetricDataCommandOutput> {
  refuseUncovered('GetMetricData', input, covered);
  validate([
    required('metricDataQueries', input.MetricDataQueries) ??
      length('metricDataQueries', input.MetricDataQueries, 1, 500),
    required('startTime', input.StartTime),
    required('endTime', input.EndTime),
    oneOf('scanBy', input.ScanBy, ['TimestampDescending', 'TimestampAscending']),
    atLeast('maxDatapoints', input.MaxDatapoints, 1),
  ]);
  const [start, end] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? 0];
  if (start >= end) {
    throw new AwsError('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  }
  const queries = readMetricQueries(context, input.MetricDataQueries ?? [], 'metricDataQueries');
  for (const { period } of queries) {
    if ((end - start) / (period * 1000) > mostDatapoints) {
      throw new AwsError(
        'ValidationError',
        'The request asks for more than 100,800 data points of a metric.',
      );
    }
  }
  for (const query of queries) {
    if (query.kind !== 'metric' || query.unit !== undefined) continue;
    const units = store.between(query.metric, start, end);
    // AWS takes one of them, by an order that it does not tell.
    if (units.size > 1)
      throw notCovered(`a metric query without Unit over data in ${[...units.keys()].join(' and ')}`);
  }
  const results = queries
    .filter((query) => query.returnData)
    .flatMap((query) =>
      resultsOf(store, queries, query, { start, end, newestFirst: input.ScanBy !== 'TimestampAscending' }),
    );
  return paged(results, Math.min(input.MaxDatapoints ?? mostDatapoints, mostDatapoints), input.NextToken);
}

function resultsOf(
  store: MetricStore,
  queries: readonly MetricQuery[],
  query: MetricQuery,
  { start, end, newestFirst }: { start: number; end: number; newestFirst: boolean },
): Result[] {
  const startsOf = (period: number) => periodsBetween(start, end, period);
  const starts = startsOf(query.period);
  return querySeries(store, queries, query, startsOf).map((series) => {
    const points = starts.flatMap((at, index) => {
      const value = series.points[index];
      return value === undefined ? [] : [{ at, value }];
    });
    return { query, label: labelOf(queries, query, series), points: newestFirst ? points.reverse() : points };
  });
}

/** Of several series of one expression each is labelled with the expression's label and its own (AWS's graphs). */
function labelOf(queries: readonly MetricQuery[], query: MetricQuery, series: Series): string {
  if (query.kind === 'metric') return query.given.Label ?? metricLabel(queries, query);
  const own = query.given.Label ?? query.id;
  if (query.result === 'series') return own;
  const source = queries.find((other) => other.id === series.id);
  return source === undefined ? own : `${own} ${labelOf(queries, source, series)}`.trim();
}

/** The metric's name; of several queries of one metric also the statistic and the period, where they differ (recordings). */
function metricLabel(queries: readonly MetricQuery[], query: MetricQuery & { kind: 'metric' }): string {
  const alike = queries.filter(
    (other) =>
      other.kind === 'metric' &&
      other.returnData &&
      other.given.Label === undefined &&
      sameMetric(other.metric, query.metric),
  );
  const differ = (of: (query: MetricQuery) => unknown): boolean => new Set(alike.map(of)).size > 1;
  return [
    query.metric.name,
    ...(differ(({ given }) => given.MetricStat?.Stat) ? [query.given.MetricStat?.Stat] : []),
    ...(differ(({ period }) => period) ? [query.period] : []),
  ].join(' ');
}

/** One page: up to `size` points, in the order of the results; PartialData marks those that go on. */
function paged(
  results: readonly Result[],
  size: number,
  token: string | undefined,
): Partial<GetMetricDataCommandOutput> {
  const all = results.flatMap(({ points }, result) => points.map((point) => ({ result, point })));
  const { items, nextToken } = page(all, size, token);
  const lastOf = new Map(all.map((item) => [item.result, item]));
  const MetricDataResults = results.flatMap((result, index): MetricDataResult[] => {
    const here = items.filter((item) => item.result === index);
    // What has no points at all is told once, on the first page.
    if (here.length === 0 && (result.points.length > 0 || token !== undefined)) return [];
    return [
      {
        Id: result.query.id,
        Label: result.label,
        Timestamps: here.map(({ point }) => new Date(point.at)),
        Values: here.map(({ point }) => point.value),
        StatusCode: here.at(-1) === lastOf.get(index) ? 'Complete' : 'PartialData',
      },
    ];
  });
  return { MetricDataResults, Messages: [], NextToken: nextToken };
}
