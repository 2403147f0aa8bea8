import {
  type CloudWatchClient,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { ShiftAbout } from '../../core/gates/action-ports.ts';
import type { FleetPeriod } from '../../core/recording/recording.ts';
import type { Span } from '../../core/recording/span.ts';

/** GetMetricData takes 500 queries in a call: fourteen for each variant. */
const mostVariants = 35;

const sums = { requests: 'Invocations', errors5xx: 'Invocation5XXErrors', errors4xx: 'Invocation4XXErrors' };
type Summed = keyof typeof sums;
const latencies = ['p50', 'p90', 'p99'] as const;

/**
 * What both fleets did, over all variants. The metrics with EndpointConfigName are the new fleet's; the old fleet's are
 * the rest (docs/assumptions.md). Latencies and use of the CPU are the worst variant's.
 */
export async function readFleets(
  client: CloudWatchClient,
  endpoint: string,
  { config, variants }: Pick<ShiftAbout, 'config' | 'variants'>,
  { from, to, periodSeconds }: Span,
): Promise<FleetPeriod[]> {
  const queries = variants
    .slice(0, mostVariants)
    .flatMap((variant, n) => queriesOf(endpoint, variant, config, periodSeconds, n));
  /** By metric and fleet, then by the beginning of the period. */
  const found = new Map<string, Map<number, number>>();
  const pages = paginateGetMetricData(
    { client },
    { MetricDataQueries: queries, StartTime: new Date(from), EndTime: new Date(to) },
  );
  for await (const { MetricDataResults = [] } of pages) {
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const [what = ''] = Id.split('_v');
      const values = found.get(what) ?? new Map<number, number>();
      found.set(what, values);
      for (const [n, at] of Timestamps.entries()) {
        const [before, value] = [values.get(at.getTime()), Values[n] ?? 0];
        const isSum = Object.keys(sums).some((sum) => what.endsWith(`_${sum}`));
        values.set(at.getTime(), isSum ? (before ?? 0) + value : Math.max(before ?? 0, value));
      }
    }
  }
  return Array.from({ length: Math.round((to - from) / (periodSeconds * 1000)) }, (_, n) =>
    periodAt(from + n * periodSeconds * 1000, found),
  );
}

function queriesOf(
  endpoint: string,
  variant: string,
  config: string,
  Period: number,
  n: number,
): MetricDataQuery[] {
  return (['green', 'all'] as const).flatMap((fleet) => {
    const Dimensions = [
      { Name: 'EndpointName', Value: endpoint },
      { Name: 'VariantName', Value: variant },
      ...(fleet === 'green' ? [{ Name: 'EndpointConfigName', Value: config }] : []),
    ];
    const query = (
      what: string,
      MetricName: string,
      Stat: string,
      Namespace = 'AWS/SageMaker',
    ): MetricDataQuery => ({
      Id: `${fleet}_${what}_v${n}`,
      MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat },
    });
    return [
      ...Object.entries(sums).map(([what, metric]) => query(what, metric, 'Sum')),
      ...latencies.map((stat) => query(stat, 'ModelLatency', stat)),
      query('cpu', 'CPUUtilization', 'Average', '/aws/sagemaker/Endpoints'),
    ];
  });
}

function periodAt(at: number, found: ReadonlyMap<string, ReadonlyMap<number, number>>): FleetPeriod {
  const value = (fleet: 'green' | 'all', what: string) => found.get(`${fleet}_${what}`)?.get(at);
  const doing = (of: (what: Summed) => number): FleetPeriod['green'] => ({
    ...{ requests: of('requests'), errors5xx: of('errors5xx'), errors4xx: of('errors4xx') },
  });
  const green = (what: Summed) => value('green', what) ?? 0;
  const latency = (fleet: 'green' | 'all'): NonNullable<FleetPeriod['greenLatency']> | undefined => {
    const [p50, p90, p99] = latencies.map((stat) => value(fleet, stat));
    if (p50 === undefined || p90 === undefined || p99 === undefined) return undefined;
    // ModelLatency is in microseconds.
    return { p50: p50 / 1000, p90: p90 / 1000, p99: p99 / 1000 };
  };
  const [greenLatency, bothLatency] = [latency('green'), latency('all')];
  const [greenCpu, bothCpu] = [value('green', 'cpu'), value('all', 'cpu')];
  return {
    at,
    green: doing(green),
    // Late data may make the new fleet's more than all.
    blue: doing((what) => Math.max(0, (value('all', what) ?? 0) - green(what))),
    ...(greenLatency && { greenLatency }),
    ...(bothLatency && { bothLatency }),
    ...(greenCpu !== undefined && { greenCpu }),
    ...(bothCpu !== undefined && { bothCpu }),
  };
}
