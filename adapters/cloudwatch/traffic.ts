import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Traffic } from '../../core/ports/traffic.ts';
import type { EndpointTraffic, TrafficHour } from '../../core/risk/endpoint-traffic.ts';
import { ifReadable } from '../optional-read.ts';

const days = 14;
const hour = 3600;
/** 336 hours of three metrics each are one page of GetMetricData, which has room for a hundred variants. */
const mostVariants = 100;

const metrics = { r: 'Invocations', f: 'Invocation5XXErrors', c: 'Invocation4XXErrors' } as const;
type Kind = keyof typeof metrics;

/** An endpoint's traffic of two weeks by whole hours, in one call. `now` in epoch milliseconds. */
export function cloudWatchTraffic(client: CloudWatchClient, now: () => number | Promise<number>): Traffic {
  return {
    async ofTwoWeeks(endpoint, variants) {
      const end = Math.floor((await now()) / (hour * 1000)) * hour * 1000;
      const kinds = Object.keys(metrics) as Kind[];
      const answer = await ifReadable(() =>
        client.send(
          new GetMetricDataCommand({
            MetricDataQueries: variants
              .slice(0, mostVariants)
              .flatMap((variant, index) => kinds.map((kind) => query(kind, index, endpoint, variant))),
            StartTime: new Date(end - days * 86_400_000),
            EndTime: new Date(end),
          }),
        ),
      );
      return answer && trafficIn(answer.MetricDataResults ?? []);
    },
  };
}

function trafficIn(results: readonly MetricDataResult[]): EndpointTraffic {
  const hours = new Map<number, Record<Kind, number>>();
  for (const { Id = '', Timestamps = [], Values = [] } of results)
    for (const [index, at] of Timestamps.entries()) {
      const found = hours.get(at.getTime()) ?? { r: 0, f: 0, c: 0 };
      found[Id[0] as Kind] += Values[index] ?? 0;
      hours.set(at.getTime(), found);
    }
  const all = [...hours].map(
    ([at, { r, f, c }]): TrafficHour => ({ at, requests: r, errors: { '5xx': f, '4xx': c } }),
  );
  return { hours: all.filter(({ requests }) => requests > 0).toSorted((a, b) => a.at - b.at) };
}

const query = (kind: Kind, index: number, endpoint: string, variant: string): MetricDataQuery => ({
  Id: `${kind}${index}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SageMaker',
      MetricName: metrics[kind],
      Dimensions: [
        { Name: 'EndpointName', Value: endpoint },
        { Name: 'VariantName', Value: variant },
      ],
    },
    Period: hour,
    Stat: 'Sum',
  },
});
