import { CloudWatchClient, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from 'vitest';
import { newestValues, readAlarms } from '../../../adapters/cloudwatch/readings.ts';
import type { AlarmReading } from '../../../core/cloudwatch/alarm-reading.ts';
import { alarmText } from '../../../core/cloudwatch/alarm-text.ts';
import { instant, instantMs } from '../../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../../support/fake-aws.ts';

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});
const client = () => aws.seam.clients(CloudWatchClient);
const read = (...names: string[]) =>
  readAlarms(client(), names, (alarms) => newestValues(client(), alarms, instantMs + 90_000));

const onErrors = {
  AlarmName: 'iris-5xx',
  Namespace: 'AWS/SageMaker',
  MetricName: 'Invocation5XXErrors',
  Dimensions: [{ Name: 'EndpointName', Value: 'iris' }],
  Statistic: 'Sum',
  Period: 60,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  StateValue: 'OK',
  StateUpdatedTimestamp: new Date(instant),
};
/** One of ours, as managed.ts makes it: on metric math, in microseconds. */
const ours = {
  AlarmName: 'greenlight-test-iris-0123456789ab-1-1',
  Metrics: [
    { Id: 'value', Expression: 'IF(r0 >= 20, m0)', Label: 'latency-p99', ReturnData: true },
    {
      Id: 'm0',
      MetricStat: {
        Metric: { Namespace: 'AWS/SageMaker', MetricName: 'ModelLatency', Dimensions: [] },
        Period: 60,
        Stat: 'p99',
      },
      ReturnData: false,
    },
  ],
  Threshold: 800_000,
  ComparisonOperator: 'GreaterThanThreshold',
  StateValue: 'OK',
  StateUpdatedTimestamp: new Date(instant),
};

/** What GetMetricData was asked, and its answer by query. */
function valuesAre(values: Readonly<Record<string, readonly number[]>>): GetMetricDataCommandInput[] {
  const asked: GetMetricDataCommandInput[] = [];
  aws.on('GetMetricData', (input) => {
    asked.push(input as GetMetricDataCommandInput);
    return {
      MetricDataResults: Object.entries(values).map(([Id, Values]) => ({
        Id,
        Values,
        Timestamps: Values.map((_, index) => new Date(instantMs - index * 60_000)),
      })),
    };
  });
  return asked;
}

describe('An alarm’s reading', () => {
  it('is its state, its newest value of a whole period, its threshold, and what it measures', async () => {
    aws.on('DescribeAlarms', () => ({ MetricAlarms: [onErrors] }));
    const asked = valuesAre({ m0: [0, 9] });
    expect(await read('iris-5xx')).toEqual([
      {
        name: 'iris-5xx',
        state: 'OK',
        since: instantMs,
        value: 0,
        valueAt: instantMs,
        threshold: 1,
        measured: { what: 'Invocation5XXErrors', unit: 'None', perSeconds: 60, ours: false },
      },
    ]);
    // The minute that is under way would be half a value.
    expect(asked.map(({ EndTime }) => EndTime)).toEqual([new Date(instantMs + 60_000)]);
    expect(asked[0]?.MetricDataQueries).toMatchObject([
      { Id: 'm0', MetricStat: { Stat: 'Sum', Period: 60, Metric: { MetricName: 'Invocation5XXErrors' } } },
    ]);
  });

  it('of one of ours is called by what it measures, in its metric’s unit', async () => {
    aws.on('DescribeAlarms', () => ({ MetricAlarms: [onErrors, ours] }));
    const asked = valuesAre({ value: [1_430_000], m0: [3] });
    expect(await read('iris-5xx', ours.AlarmName)).toMatchObject([
      { name: 'iris-5xx', value: 3 },
      {
        name: ours.AlarmName,
        value: 1_430_000,
        threshold: 800_000,
        measured: { what: 'latency-p99', unit: 'Microseconds', ours: true },
      },
    ]);
    // Queries have names of their own: two alarms on metric math would have the same.
    expect(asked).toHaveLength(2);
  });

  it('of a comparison is evidence, summed up over all that the alarm looks at', async () => {
    const [value, ...metrics] = ours.Metrics;
    const label = 'evidence against the new fleet (5xx)';
    const compared = {
      ...{ ...ours, EvaluationPeriods: 60, Threshold: 2 },
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Metrics: [{ ...value, Expression: 'RUNNING_SUM(m0)', Label: label }, ...metrics],
    };
    aws.on('DescribeAlarms', () => ({ MetricAlarms: [compared] }));
    const asked = valuesAre({ value: [2.31] });
    const [reading] = await read(ours.AlarmName);
    expect(reading).toMatchObject({ measured: { unit: 'Powers of ten of evidence', orEqual: true } });
    expect(alarmText(reading as AlarmReading)).toBe(`${label} 204.2, limit 100`);
    const [{ StartTime, EndTime } = {}] = asked;
    expect(Number(EndTime) - Number(StartTime)).toBeGreaterThanOrEqual(60 * 60_000);
  });

  it('in ALARM has what set it off where the newest value cannot be read, and else none', async () => {
    const StateReasonData = '{"version":"1.0","recentDatapoints":[2,9],"threshold":1.0}';
    const alarms = [{ ...onErrors, StateValue: 'ALARM', StateReasonData }, ours];
    aws.on('DescribeAlarms', () => ({ MetricAlarms: alarms }));
    aws.on('GetMetricData', () => {
      throw refusal('AccessDeniedException', 'not allowed to read metrics');
    });
    const [named, managed] = await read('iris-5xx', ours.AlarmName);
    expect(named).toMatchObject({ state: 'ALARM', value: 9, valueAt: instantMs });
    expect(managed).not.toHaveProperty('value');
  });

  it('is a composite’s, which has no numbers', async () => {
    const alarm = { AlarmName: 'both', StateValue: 'OK', StateUpdatedTimestamp: new Date(instant) };
    aws.on('DescribeAlarms', () => ({ MetricAlarms: [], CompositeAlarms: [alarm] }));
    expect(await read('both')).toEqual([{ name: 'both', state: 'OK', since: instantMs }]);
    expect(aws.calls).toEqual(['cloudwatch:DescribeAlarms']);
  });

  it('takes no call where nobody asks', async () => {
    expect(await read()).toEqual([]);
    expect(aws.calls).toEqual([]);
  });
});
