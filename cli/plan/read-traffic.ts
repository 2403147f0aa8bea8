import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Aws } from '../aws/aws.ts';
import { UsageError } from '../usage-error.ts';
import type { Traffic } from './risk-report.ts';

const days = 14;
const hour = 3600;

/**
 * The endpoint's own traffic: requests a second and the part of them that ended 5xx, over two weeks.
 * @throws UsageError if there was none
 */
export async function readTraffic(
  { clients, now }: Aws,
  endpoint: string,
  variants: readonly string[],
): Promise<Traffic> {
  const end = Math.floor((await now()) / (hour * 1000)) * hour * 1000;
  const start = end - days * 86_400_000;
  const answer = await clients(CloudWatchClient).send(
    new GetMetricDataCommand({
      MetricDataQueries: variants.flatMap((variant, index) => [
        query(`r${index}`, 'Invocations', endpoint, variant),
        query(`e${index}`, 'Invocation5XXErrors', endpoint, variant),
      ]),
      StartTime: new Date(start),
      EndTime: new Date(end),
    }),
  );
  const sum = (what: string) =>
    (answer.MetricDataResults ?? [])
      .filter(({ Id = '' }) => Id.startsWith(what))
      .flatMap(({ Values = [] }) => Values)
      .reduce((total, value) => total + value, 0);
  const hours = new Set(
    (answer.MetricDataResults ?? []).flatMap(({ Timestamps = [] }) => Timestamps.map(Number)),
  );
  const requests = sum('r');
  if (requests === 0)
    throw new UsageError(
      `--risk: expected an endpoint with requests in the last two weeks, got ${endpoint} without. Say how many there will be: --rps and --errors.`,
    );
  return {
    // Hours without any data are those before it existed.
    requestsPerSecond: requests / (hours.size * hour),
    healthyRate: sum('e') / requests,
    from: `measured over ${hours.size === 1 ? 'an hour' : `${hours.size} hours`} of the last two weeks`,
  };
}

const query = (Id: string, MetricName: string, endpoint: string, variant: string): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SageMaker',
      MetricName,
      Dimensions: [
        { Name: 'EndpointName', Value: endpoint },
        { Name: 'VariantName', Value: variant },
      ],
    },
    Period: hour,
    Stat: 'Sum',
  },
});
