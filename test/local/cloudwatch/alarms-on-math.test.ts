import {
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { errorAlarm, setting } from './setting.ts';

const dimensions = errorAlarm.Dimensions ?? [];
const metric = (Id: string, MetricName: string) => ({
  Id,
  MetricStat: {
    Metric: { Namespace: 'AWS/SageMaker', MetricName, Dimensions: dimensions },
    Period: 60,
    Stat: 'Sum',
  },
  ReturnData: false,
});

/** More than 1 % of the requests fail, in two minutes of two. */
const rateAlarm: PutMetricAlarmCommandInput = {
  AlarmName: 'iris-5xx-rate',
  Metrics: [
    { Id: 'rate', Expression: 'IF(requests > 10, 100 * errors / requests)', Label: '5xx rate' },
    metric('errors', 'Invocation5XXErrors'),
    metric('requests', 'Invocations'),
  ],
  EvaluationPeriods: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

function world() {
  const made = setting();
  const record = (name: string, value: number, times = 1) => {
    for (let time = 0; time < times; time += 1) {
      made.cloudWatch.metrics.record({
        namespace: 'AWS/SageMaker',
        metric: name,
        dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic' },
        value,
        unit: 'None',
      });
    }
  };
  return { ...made, record };
}

describe('an alarm on metric math', () => {
  it('goes off by the expression, and is silent while too little is asked for', async () => {
    const { clock, cloudWatch, record, changes, events } = world();
    cloudWatch.putMetricAlarm(rateAlarm);
    // Minutes: requests and how many of them fail.
    for (const [requests, errors] of [
      [100, 1],
      [5, 5],
      [100, 2],
      [50, 3],
      [100, 0],
    ] as const) {
      record('Invocations', 1, requests);
      record('Invocation5XXErrors', 1, errors);
      await clock.advance(60_000);
    }
    // 1 %; none (5 requests are too few); 2 %; 6 %; 0 %.
    expect(changes).toEqual([
      [60, 'iris-5xx-rate', 'OK'],
      [240, 'iris-5xx-rate', 'ALARM'],
      [300, 'iris-5xx-rate', 'OK'],
    ]);
    const { state, configuration } = (events[1]?.detail ?? {}) as Record<string, Record<string, unknown>>;
    expect(state?.reason).toBe(
      'Threshold Crossed: 2 datapoints [6.0 (05/01/26 00:03:00), 2.0 (05/01/26 00:02:00)] were greater than the threshold (1.0).',
    );
    const data = JSON.parse(String(state?.reasonData));
    expect(data).toMatchObject({ period: 60, recentDatapoints: [2, 6], threshold: 1 });
    expect(data).not.toHaveProperty('statistic');
    expect(configuration?.metrics).toEqual([
      {
        id: 'rate',
        expression: 'IF(requests > 10, 100 * errors / requests)',
        label: '5xx rate',
        returnData: true,
      },
      ...(['errors', 'requests'] as const).map((id) => ({
        id,
        metricStat: {
          metric: {
            namespace: 'AWS/SageMaker',
            name: id === 'errors' ? 'Invocation5XXErrors' : 'Invocations',
            dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic' },
          },
          period: 60,
          stat: 'Sum',
        },
        returnData: false,
      })),
    ]);
  });

  it('is described as it was put, and is not among the alarms of its metrics', async () => {
    const { client, cloudWatch } = world();
    await client.send(new PutMetricAlarmCommand(rateAlarm));
    cloudWatch.putMetricAlarm({ ...errorAlarm, AlarmName: 'plain' });
    const p99 = { Statistic: undefined, ExtendedStatistic: 'p99' };
    cloudWatch.putMetricAlarm({ ...errorAlarm, ...p99, AlarmName: 'slow' });
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['iris-5xx-rate'] }));
    expect(MetricAlarms?.[0]).toMatchObject({
      Metrics: rateAlarm.Metrics?.map((query) => ({ ...query, ReturnData: query.ReturnData ?? true })),
      EvaluationPeriods: 2,
    });
    expect(MetricAlarms?.[0]).not.toHaveProperty('MetricName');

    const ofMetric = async (more: object) =>
      (
        await client.send(
          new DescribeAlarmsForMetricCommand({
            Namespace: 'AWS/SageMaker',
            MetricName: 'Invocation5XXErrors',
            Dimensions: dimensions.toReversed(),
            ...more,
          }),
        )
      ).MetricAlarms?.map(({ AlarmName }) => AlarmName);
    expect(await ofMetric({})).toEqual(['plain', 'slow']);
    expect(await ofMetric({ Statistic: 'Sum', Period: 60 })).toEqual(['plain']);
    expect(await ofMetric({ ExtendedStatistic: 'p99' })).toEqual(['slow']);
    expect(await ofMetric({ Statistic: 'Average' })).toEqual([]);
    expect(await ofMetric({ Period: 300 })).toEqual([]);
    expect(await ofMetric({ Unit: 'Count' })).toEqual([]);
    expect(await ofMetric({ Dimensions: [] })).toEqual([]);
  });

  it('tells its topics all its queries', async () => {
    const { clock, cloudWatch, published } = world();
    cloudWatch.putMetricAlarm({ ...rateAlarm, OKActions: ['arn:aws:sns:us-east-1:000000000000:t'] });
    await clock.advance(60_000);
    const { Trigger } = JSON.parse(published[0]?.body ?? '');
    expect(Trigger).not.toHaveProperty('MetricName');
    expect(Trigger).toMatchObject({ Period: 60, EvaluationPeriods: 2 });
    expect(Trigger.Metrics.map(({ Id }: { Id: string }) => Id)).toEqual(['rate', 'errors', 'requests']);
  });
});

describe('an alarm on a percentile', () => {
  const slow: PutMetricAlarmCommandInput = {
    ...errorAlarm,
    AlarmName: 'slow',
    MetricName: 'ModelLatency',
    Statistic: undefined,
    ExtendedStatistic: 'p90',
    EvaluationPeriods: 1,
    DatapointsToAlarm: 1,
    Threshold: 100,
    ComparisonOperator: 'GreaterThanThreshold',
  };

  it('goes off by the slowest tenth, whatever the average', async () => {
    const { clock, cloudWatch, record, changes, published } = world();
    cloudWatch.putMetricAlarm({ ...slow, AlarmActions: ['arn:aws:sns:us-east-1:000000000000:t'] });
    record('ModelLatency', 10, 90);
    record('ModelLatency', 1_000_000, 10);
    await clock.advance(60_000);
    record('ModelLatency', 10, 89);
    record('ModelLatency', 101, 11);
    await clock.advance(60_000);
    expect(changes).toEqual([
      [60, 'slow', 'OK'],
      [120, 'slow', 'ALARM'],
    ]);
    expect(JSON.parse(published[0]?.body ?? '').Trigger).toMatchObject({
      StatisticType: 'ExtendedStatistic',
      ExtendedStatistic: 'p90',
    });
  });

  it('keeps its state while there are fewer than 100 samples, if told to mind them', async () => {
    const { clock, cloudWatch, record, changes } = world();
    cloudWatch.putMetricAlarm({ ...slow, EvaluateLowSampleCountPercentile: 'ignore' });
    await clock.advance(60_000);
    record('ModelLatency', 500, 99);
    await clock.advance(60_000);
    expect(changes).toEqual([[60, 'slow', 'OK']]);
    record('ModelLatency', 500, 100);
    await clock.advance(60_000);
    expect(changes.at(-1)).toEqual([180, 'slow', 'ALARM']);
  });
});
