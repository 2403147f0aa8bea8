import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { readFleets } from '../../../adapters/recording/read-fleets.ts';

const cloudWatch = new CloudWatchClient({ region: 'us-east-1' });
const mock = mockClient(cloudWatch);
afterEach(() => {
  mock.reset();
});
const [first, second] = [Date.UTC(2026, 0, 5, 10), Date.UTC(2026, 0, 5, 10, 1)];
const span = { from: first, to: second + 60_000, periodSeconds: 60 };
const read = (variants: string[]) => readFleets(cloudWatch, 'iris', { config: 'iris-new', variants }, span);

/** Values of the first minute, by the queries' ids. */
const answering = (values: Record<string, number>) =>
  mock.on(GetMetricDataCommand).resolves({
    MetricDataResults: Object.entries(values).map(([Id, value]) => ({
      ...{ Id, Timestamps: [new Date(first)], Values: [value] },
    })),
  });

describe('What both fleets did', () => {
  it('asks for the new fleet by its config, and for both without', async () => {
    answering({});
    expect(await read(['AllTraffic'])).toMatchObject([
      { at: first, green: { requests: 0 }, blue: { requests: 0 } },
      { at: second, green: { requests: 0 } },
    ]);
    const queries = mock.commandCalls(GetMetricDataCommand)[0]?.args[0].input.MetricDataQueries ?? [];
    expect(queries).toHaveLength(14);
    const named = queries.filter(({ MetricStat }) =>
      MetricStat?.Metric?.Dimensions?.some(({ Value }) => Value === 'iris-new'),
    );
    expect(named.map(({ Id }) => Id)).toEqual([
      ...[
        'green_requests_v0',
        'green_errors5xx_v0',
        'green_errors4xx_v0',
        'green_p50_v0',
        'green_p90_v0',
        'green_p99_v0',
        'green_cpu_v0',
      ],
    ]);
  });

  it('takes the old fleet as the rest, adds variants up, and takes the worst latency in milliseconds', async () => {
    answering({
      ...{ green_requests_v0: 30, green_requests_v1: 10, all_requests_v0: 100, all_requests_v1: 20 },
      ...{ green_errors5xx_v0: 4, all_errors5xx_v0: 6, all_errors4xx_v1: 1 },
      ...{ green_p50_v0: 20_000, green_p90_v0: 21_000, green_p99_v0: 30_000, green_p99_v1: 35_000 },
      // Without all three, nothing is said of both.
      ...{ all_p99_v0: 90_000, green_cpu_v0: 40, green_cpu_v1: 55, all_cpu_v0: 60 },
    });
    expect((await read(['a', 'b']))[0]).toEqual({
      at: first,
      green: { requests: 40, errors5xx: 4, errors4xx: 0 },
      blue: { requests: 80, errors5xx: 2, errors4xx: 1 },
      greenLatency: { p50: 20, p90: 21, p99: 35 },
      greenCpu: 55,
      bothCpu: 60,
    });
  });

  it('never takes away more than there is: late data', async () => {
    answering({ green_requests_v0: 5, all_requests_v0: 3 });
    expect((await read(['a']))[0]?.blue.requests).toBe(0);
  });
});
