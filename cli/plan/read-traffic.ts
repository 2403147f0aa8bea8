import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { cloudWatchTraffic } from '../../adapters/cloudwatch/traffic.ts';
import { errorRate, meanRequests } from '../../core/risk/endpoint-traffic.ts';
import { extremeHours } from '../../core/risk/hours-of-week.ts';
import type { Aws } from '../aws/aws.ts';
import { UsageError } from '../usage-error.ts';
import type { Traffic } from './risk-report.ts';

/**
 * The endpoint's own traffic: requests a second and the parts of them that ended 5xx and 4xx, over two weeks.
 * @throws UsageError if there was none, or if it may not be read
 */
export async function readTraffic(
  { clients, now }: Aws,
  endpoint: string,
  variants: readonly string[],
): Promise<Traffic> {
  const read = await cloudWatchTraffic(clients(CloudWatchClient), now).ofTwoWeeks(endpoint, variants);
  const instead = 'Say how many there will be: --rps and --errors.';
  if (read === undefined)
    throw new UsageError(`--risk: expected the right cloudwatch:GetMetricData, got none. ${instead}`);
  const { hours } = read;
  if (hours.length === 0)
    throw new UsageError(
      `--risk: expected an endpoint with requests in the last two weeks, got ${endpoint} without. ${instead}`,
    );
  const extremes = extremeHours(read);
  return {
    ...(extremes && { extremes }),
    requestsPerSecond: meanRequests(read),
    healthyRate: errorRate(read, '5xx'),
    rejectedRate: errorRate(read, '4xx'),
    from: `measured over ${hours.length === 1 ? 'an hour' : `${hours.length} hours`} of the last two weeks`,
  };
}
