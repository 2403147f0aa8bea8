import { CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { ShiftAbout } from '../../core/gates/action-ports.ts';
import type { Aws } from '../aws/aws.ts';
import type { FleetDoing, FleetPeriod, Span } from './fleet-minutes.ts';

/** GetMetricData takes 500 queries in a call: eight for each variant. */
const mostVariants = 60;

const sums = { requests: 'Invocations', errors5xx: 'Invocation5XXErrors', errors4xx: 'Invocation4XXErrors' };
type Summed = keyof typeof sums;

/**
 * What both fleets did, over all variants. The metrics with EndpointConfigName are the new fleet's; the old fleet's are
 * the rest (docs/assumptions.md). Latencies are the worst variant's.
 */
export async function readFleets(
  { clients }: Aws,
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
    { client: clients(CloudWatchClient) },
    { MetricDataQueries: queries, StartTime: new Date(from), EndTime: new Date(to) },
  );
  for await (const { MetricDataResults = [] } of pages) {
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const [what = ''] = Id.split('_v');
      const values = found.get(what) ?? new Map<number, number>();
      found.set(what, values);
      for (const [n, at] of Timestamps.entries()) {
        const [before, value] = [values.get(at.getTime()), Values[n] ?? 0];
        const isLatency = what.endsWith('latency');
        values.set(at.getTime(), isLatency ? Math.max(before ?? 0, value) : (before ?? 0) + value);
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
    const query = (what: string, MetricName: string, Stat: string): MetricDataQuery => ({
      Id: `${fleet}_${what}_v${n}`,
      MetricStat: { Metric: { Namespace: 'AWS/SageMaker', MetricName, Dimensions }, Period, Stat },
    });
    return [
      ...Object.entries(sums).map(([what, metric]) => query(what, metric, 'Sum')),
      query('latency', 'ModelLatency', 'p99'),
    ];
  });
}

function periodAt(at: number, found: ReadonlyMap<string, ReadonlyMap<number, number>>): FleetPeriod {
  const value = (fleet: 'green' | 'all', what: string) => found.get(`${fleet}_${what}`)?.get(at);
  const doing = (of: (what: Summed) => number): FleetDoing => ({
    ...{ requests: of('requests'), errors5xx: of('errors5xx'), errors4xx: of('errors4xx') },
  });
  const green = (what: Summed) => value('green', what) ?? 0;
  // ModelLatency is in microseconds.
  const [greenLatency, bothLatency] = [value('green', 'latency'), value('all', 'latency')];
  return {
    at,
    green: doing(green),
    // Late data may make the new fleet's more than all.
    blue: doing((what) => Math.max(0, (value('all', what) ?? 0) - green(what))),
    ...(greenLatency !== undefined && { greenLatency: greenLatency / 1000 }),
    ...(bothLatency !== undefined && { bothLatency: bothLatency / 1000 }),
  };
}
