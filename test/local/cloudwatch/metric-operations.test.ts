import {
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { setting, start } from './setting.ts';

const at = (seconds: number) => new Date(start + seconds * 1000);

describe('PutMetricData', () => {
  it('takes single values, lists with counts, and statistics made elsewhere', async () => {
    const { client } = setting();
    const MetricData: MetricDatum[] = [
      { MetricName: 'latency', Value: 5, Unit: 'Milliseconds' },
      { MetricName: 'latency', Values: [1, 10], Counts: [3, 1], Unit: 'Milliseconds' },
      {
        MetricName: 'latency',
        StatisticValues: { SampleCount: 2, Sum: 8, Minimum: 4, Maximum: 4 },
        Unit: 'Milliseconds',
      },
    ];
    await client.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));
    const { Label, Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop',
        MetricName: 'latency',
        StartTime: at(0),
        EndTime: at(60),
        Period: 60,
        Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
      }),
    );
    expect(Label).toBe('latency');
    expect(Datapoints).toEqual([
      {
        Timestamp: at(0),
        Unit: 'Milliseconds',
        SampleCount: 7,
        Sum: 26,
        Average: 26 / 7,
        Minimum: 1,
        Maximum: 10,
      },
    ]);
  });

  it.each<[object, string, string]>([
    [
      { Namespace: 'AWS/SageMaker' },
      'InvalidParameterValueException',
      'The value AWS/ for parameter Namespace is invalid.',
    ],
    [
      { MetricData: [{ MetricName: 'm' }] },
      'MissingRequiredParameterException',
      'At least one of the parameters',
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: 1, Values: [1] }] },
      'InvalidParameterCombinationException',
      'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive',
    ],
    [
      { MetricData: [{ MetricName: 'm', Values: [1, 2], Counts: [1] }] },
      'InvalidParameterValueException',
      'must be of the same size',
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: 1, Timestamp: at(2 * 3600 + 1) }] },
      'InvalidParameterValueException',
      'MetricData.member.1.Timestamp',
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: 1, Timestamp: at(-14 * 86_400 - 1) }] },
      'InvalidParameterValueException',
      'no more than two weeks in the past and two hours in the future',
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: 2 ** 361 }] },
      'InvalidParameterValueException',
      'MetricData.member.1.Value is invalid.',
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: 1, StorageResolution: 5 }] },
      'InvalidParameterValueException',
      'StorageResolution is invalid',
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: 1, Unit: 'Furlongs' }] },
      'ValidationException',
      "'metricData.unit'",
    ],
    [
      { MetricData: [{ MetricName: 'm', Value: Number.POSITIVE_INFINITY }] },
      'InvalidParameterValueException',
      'The value Infinity for parameter MetricData.member.1.Value is invalid.',
    ],
  ])('refuses %o with %s, storing nothing', async (changes, code, message) => {
    const { client } = setting();
    const good = { MetricName: 'good', Value: 1 };
    const input = { Namespace: 'shop', MetricData: [good], ...changes };
    input.MetricData = [...input.MetricData, good];
    await expect(client.send(new PutMetricDataCommand(input))).rejects.toMatchObject({
      name: code,
      message: expect.stringContaining(message),
    });
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });
});

describe('GetMetricStatistics', () => {
  const ask: GetMetricStatisticsCommandInput = {
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocation5XXErrors',
    Dimensions: [
      { Name: 'EndpointName', Value: 'iris' },
      { Name: 'VariantName', Value: 'AllTraffic' },
    ],
    StartTime: at(30),
    EndTime: at(180),
    Period: 60,
    Statistics: ['Sum'],
  };

  it('starts on the whole minute, ends before the end, and leaves out empty periods', async () => {
    const { clock, client, errors } = setting();
    errors(1);
    await clock.advance(150_000);
    errors(2);
    await clock.advance(30_000);
    errors(4);
    const { Datapoints } = await client.send(new GetMetricStatisticsCommand(ask));
    expect(Datapoints?.map(({ Timestamp, Sum }) => [Timestamp, Sum])).toEqual([
      [at(0), 1],
      [at(120), 2],
    ]);
  });

  it('gives extended statistics where the single values are known', async () => {
    const { client } = setting();
    const put = (MetricData: MetricDatum[]) =>
      client.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));
    const Values = Array.from({ length: 100 }, (_, index) => index + 1);
    await put([{ MetricName: 'latency', Values, Timestamp: at(0) }]);
    await put([{ MetricName: 'latency', Value: -1, Timestamp: at(60) }]);
    const StatisticValues = { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 };
    await put([{ MetricName: 'latency', StatisticValues, Timestamp: at(120) }]);
    const same = { SampleCount: 4, Sum: 8, Minimum: 2, Maximum: 2 };
    await put([{ MetricName: 'latency', StatisticValues: same, Timestamp: at(180) }]);
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop',
        MetricName: 'latency',
        StartTime: at(0),
        EndTime: at(240),
        Period: 60,
        ExtendedStatistics: ['p99', 'tm90', 'PR(:25)'],
      }),
    );
    // Not for negative values, nor for a statistic set whose values may differ.
    expect(Datapoints).toEqual([
      { Timestamp: at(0), Unit: 'None', ExtendedStatistics: { p99: 99, tm90: 45.5, 'PR(:25)': 25 } },
      { Timestamp: at(180), Unit: 'None', ExtendedStatistics: { p99: 2, tm90: 2, 'PR(:25)': 100 } },
    ]);
  });

  it.each<[object, string]>([
    [{ EndTime: at(30) }, 'must be less than the parameter EndTime'],
    [{ Period: 90 }, 'multiple of 60'],
    [
      { EndTime: at(30 * 86_400) },
      'You have requested up to 43200 datapoints, which exceeds the limit of 1440.',
    ],
    [
      { ExtendedStatistics: ['p99'] },
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    ],
    [{ Statistics: undefined }, 'must be specified: Statistics, ExtendedStatistics.'],
    [
      { Statistics: undefined, ExtendedStatistics: ['p99', 'p100.1'] },
      'The value p100.1 for parameter ExtendedStatistics.member.2 is not supported.',
    ],
  ])('refuses %o', async (changes, message) => {
    const { client } = setting();
    await expect(client.send(new GetMetricStatisticsCommand({ ...ask, ...changes }))).rejects.toThrow(
      message,
    );
  });
});

it('GetMetricStatistics takes a day by the minute, whenever in a minute that begins, and no more', async () => {
  const { client } = setting();
  const ask = (seconds: number) =>
    client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'shop',
        MetricName: 'latency',
        StartTime: new Date(Date.UTC(2026, 0, 1, 12, 0, 30, 500)),
        EndTime: new Date(Date.UTC(2026, 0, 1, 12, 0, 30, 500) + seconds * 1000),
        Period: 60,
        Statistics: ['Sum'],
      }),
    );
  expect((await ask(86_400)).Datapoints).toEqual([]);
  await expect(ask(86_401)).rejects.toThrow('You have requested up to 1441 datapoints');
  await expect(ask(0)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

describe('ListMetrics', () => {
  it('finds metrics by namespace, name and dimensions', async () => {
    const { clock, client, errors } = setting();
    errors(0);
    await client.send(
      new PutMetricDataCommand({ Namespace: 'shop', MetricData: [{ MetricName: 'orders', Value: 1 }] }),
    );
    const names = async (input: object) =>
      (await client.send(new ListMetricsCommand(input))).Metrics?.map((metric) => metric.MetricName);
    expect(await names({})).toEqual(['Invocation5XXErrors', 'orders']);
    expect(await names({ Namespace: 'shop' })).toEqual(['orders']);
    expect(await names({ Dimensions: [{ Name: 'EndpointName' }] })).toEqual(['Invocation5XXErrors']);
    expect(await names({ Dimensions: [{ Name: 'EndpointName', Value: 'other' }] })).toEqual([]);
    await clock.advance(3 * 3_600_000 - 1000);
    errors(0);
    await clock.advance(2000);
    expect(await names({ RecentlyActive: 'PT3H' })).toEqual(['Invocation5XXErrors']);
  });
});
