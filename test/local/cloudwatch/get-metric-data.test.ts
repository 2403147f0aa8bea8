import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { setting, start } from './setting.ts';

const at = (minutes: number) => new Date(start + minutes * 60_000);
const metric = (Id: string, more: Partial<MetricDataQuery> = {}, Stat = 'Sum'): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'shop', MetricName: Id }, Period: 60, Stat },
  ...more,
});

/** A shop with orders in minutes 0 to 4 and failures in 1 and 3. */
async function shop() {
  const { client } = setting();
  const put = (MetricName: string, minute: number, Value: number) =>
    client.send(
      new PutMetricDataCommand({
        Namespace: 'shop',
        MetricData: [{ MetricName, Value, Timestamp: at(minute) }],
      }),
    );
  for (const [minute, orders] of [10, 20, 30, 40, 50].entries()) await put('orders', minute, orders);
  await put('failures', 1, 5);
  await put('failures', 3, 8);
  const ask = (MetricDataQueries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) =>
    client.send(new GetMetricDataCommand({ MetricDataQueries, StartTime: at(0), EndTime: at(5), ...more }));
  return { client, ask };
}

describe('GetMetricData', () => {
  it.each<[[string, number][], string[]]>([
    [
      [
        ['Sum', 60],
        ['Minimum', 30],
      ],
      ['orders Sum 60', 'orders Minimum 30'],
    ],
    [
      [
        ['Sum', 60],
        ['Minimum', 60],
      ],
      ['orders Sum', 'orders Minimum'],
    ],
    [
      [
        ['Sum', 60],
        ['Sum', 30],
      ],
      ['orders 60', 'orders 30'],
    ],
    [
      [
        ['Sum', 60],
        ['Sum', 60],
      ],
      ['orders', 'orders'],
    ],
    [[['Sum', 60]], ['orders']],
  ])('labels several queries of one metric by where they differ, as AWS does: %j', async (pairs, labels) => {
    const { ask } = await shop();
    const queries = pairs.map(([Stat, Period], index) => ({
      Id: `q${index}`,
      MetricStat: { Metric: { Namespace: 'shop', MetricName: 'orders' }, Period, Stat },
    }));
    const other = metric('failures', {}, 'Maximum');
    const { MetricDataResults } = await ask([...queries, other]);
    expect(MetricDataResults?.map(({ Label }) => Label)).toEqual([...labels, 'failures']);
  });

  it('refuses a query without Unit over data of several, of which AWS takes one', async () => {
    const { client, ask } = await shop();
    const MetricData = [{ MetricName: 'orders', Value: 1, Unit: 'Count' as const, Timestamp: at(1) }];
    await client.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }));
    await expect(ask([metric('orders')])).rejects.toThrow(
      /does not cover .* without Unit over data in None and Count/,
    );
    const Metric = { Namespace: 'shop', MetricName: 'orders' };
    const counted = { Id: 'a', MetricStat: { Metric, Period: 300, Stat: 'Sum', Unit: 'Count' as const } };
    expect((await ask([counted])).MetricDataResults).toMatchObject([{ Values: [1] }]);
  });

  it('answers metrics and expressions, the newest first, without what is missing', async () => {
    const { ask } = await shop();
    const { MetricDataResults, Messages, NextToken } = await ask([
      metric('orders'),
      metric('failures', { Label: 'Failed orders' }),
      { Id: 'rate', Expression: 'failures / orders * 100', Label: '% failed' },
      { Id: 'sum', Expression: 'FILL(failures, 0) + orders' },
    ]);
    const times = (...minutes: number[]) => minutes.map(at);
    expect(MetricDataResults).toEqual([
      {
        Id: 'orders',
        Label: 'orders',
        Timestamps: times(4, 3, 2, 1, 0),
        Values: [50, 40, 30, 20, 10],
        StatusCode: 'Complete',
      },
      {
        Id: 'failures',
        Label: 'Failed orders',
        Timestamps: times(3, 1),
        Values: [8, 5],
        StatusCode: 'Complete',
      },
      {
        // Where orders alone has a value, failures count as 0.
        Id: 'rate',
        Label: '% failed',
        Timestamps: times(4, 3, 2, 1, 0),
        Values: [0, 20, 0, 25, 0],
        StatusCode: 'Complete',
      },
      {
        Id: 'sum',
        Label: 'sum',
        Timestamps: times(4, 3, 2, 1, 0),
        Values: [50, 48, 30, 25, 10],
        StatusCode: 'Complete',
      },
    ]);
    expect([Messages, NextToken]).toEqual([[], undefined]);
  });

  it('leaves out what is not to be returned, and takes expressions of expressions in any order', async () => {
    const { ask } = await shop();
    const { MetricDataResults } = await ask(
      [
        { Id: 'twice', Expression: 'e1 * 2' },
        { Id: 'e1', Expression: 'IF(orders > 30, orders)', ReturnData: false },
        metric('orders', { ReturnData: false }),
      ],
      { ScanBy: 'TimestampAscending' },
    );
    expect(MetricDataResults?.map(({ Id, Values }) => [Id, Values])).toEqual([['twice', [80, 100]]]);
  });

  it('answers an array of time series one by one, labelled by both labels', async () => {
    const { ask } = await shop();
    const { MetricDataResults } = await ask([
      metric('orders', { ReturnData: false }),
      metric('failures', { ReturnData: false, Label: 'Errors' }),
      { Id: 'filled', Expression: 'FILL(METRICS(), 0)', Label: 'Filled With 0:' },
    ]);
    expect(MetricDataResults?.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ['filled', 'Filled With 0: orders', [50, 40, 30, 20, 10]],
      ['filled', 'Filled With 0: Errors', [0, 8, 0, 5, 0]],
    ]);
  });

  it('starts on the whole minute and takes any period and statistic', async () => {
    const { ask } = await shop();
    const range = { StartTime: new Date(start + 30_000), EndTime: at(4) };
    const over = (Period: number, Stat: string): MetricDataQuery => ({
      Id: 'm',
      MetricStat: { Metric: { Namespace: 'shop', MetricName: 'orders' }, Period, Stat },
    });
    const values = async (query: MetricDataQuery) =>
      (await ask([query], range)).MetricDataResults?.[0]?.Values;
    expect(await values(over(120, 'Sum'))).toEqual([70, 30]);
    expect(await values(over(300, 'p50'))).toEqual([30]);
    expect(await values(over(120, 'SampleCount'))).toEqual([2, 2]);
  });

  it('comes in pages', async () => {
    const { ask } = await shop();
    const queries = [metric('failures'), metric('nothing'), metric('orders')];
    const pages: (string | number | undefined)[][][] = [];
    let NextToken: string | undefined;
    do {
      const page = await ask(queries, { MaxDatapoints: 3, ...(NextToken && { NextToken }) });
      pages.push(
        (page.MetricDataResults ?? []).map(({ Id, StatusCode, Values }) => [
          Id,
          StatusCode,
          ...(Values ?? []),
        ]),
      );
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([
      [
        ['failures', 'Complete', 8, 5],
        ['nothing', 'Complete'],
        ['orders', 'PartialData', 50],
      ],
      [['orders', 'PartialData', 40, 30, 20]],
      [['orders', 'Complete', 10]],
    ]);
    await expect(ask(queries, { NextToken: '?' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  });

  it.each<[MetricDataQuery[], Partial<GetMetricDataCommandInput>, string]>([
    [[], {}, "at 'metricDataQueries'"],
    [[metric('m')], { EndTime: at(0) }, 'StartTime must be less than the parameter EndTime'],
    [[metric('m', {}, 'median')], {}, 'The value median for parameter Stat is not supported.'],
    [
      [metric('m'), { Id: 'e', Expression: 'SUM(m)' }],
      {},
      "Error in expression 'e' [The final result must be",
    ],
    [[metric('m')], { StartTime: at(-200_000) }, 'more than 100,800 data points'],
    [
      [metric('m')],
      { LabelOptions: { Timezone: '+0100' } },
      'does not cover monitoring GetMetricData with LabelOptions',
    ],
  ])('refuses %o with %o', async (queries, more, message) => {
    const { ask } = await shop();
    await expect(ask(queries, more)).rejects.toThrow(message);
  });
});
