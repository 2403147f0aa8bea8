import { CloudWatchClient, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { cloudWatchTraffic } from '../../../adapters/cloudwatch/traffic.ts';
import { instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../../support/fake-aws.ts';

const hour = 3_600_000;
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const read = (...variants: string[]) =>
  cloudWatchTraffic(aws.seam.clients(CloudWatchClient), () => instantMs + 90_000).ofTwoWeeks(
    'iris',
    variants,
  );

describe('An endpoint’s traffic', () => {
  it('is read for two weeks by whole hours, in one call, of all variants together', async () => {
    const asked: GetMetricDataCommandInput[] = [];
    const Timestamps = [new Date(instantMs - hour), new Date(instantMs - 2 * hour)];
    aws.on('GetMetricData', (input) => {
      asked.push(input as GetMetricDataCommandInput);
      return {
        MetricDataResults: [
          { Id: 'r0', Timestamps, Values: [100, 50] },
          { Id: 'f0', Timestamps, Values: [1, 0] },
          { Id: 'c1', Timestamps, Values: [3, 0] },
          { Id: 'r1', Timestamps: [new Date(instantMs - hour), new Date(0)], Values: [20, 0] },
        ],
      };
    });
    expect(await read('a', 'b')).toEqual({
      hours: [
        { at: instantMs - 2 * hour, requests: 50, errors: { '5xx': 0, '4xx': 0 } },
        { at: instantMs - hour, requests: 120, errors: { '5xx': 1, '4xx': 3 } },
      ],
    });
    const [{ StartTime, EndTime, MetricDataQueries = [] } = {}] = asked;
    expect(asked).toHaveLength(1);
    expect([Number(EndTime) % hour, Number(EndTime) - Number(StartTime)]).toEqual([0, 14 * 24 * hour]);
    expect(MetricDataQueries.map(({ Id }) => Id)).toEqual(['r0', 'f0', 'c0', 'r1', 'f1', 'c1']);
  });

  it('is unknown where it may not be read; what fails otherwise is tried again by others', async () => {
    aws.on('GetMetricData', () => {
      throw refusal('AccessDeniedException', 'not allowed');
    });
    expect(await read('a')).toBeUndefined();
    aws.on('GetMetricData', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(read('a')).rejects.toThrow('Rate exceeded');
  });
});
