import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countFleets } from '../../../adapters/gates/judge.ts';
import { judge } from '../../../core/gates/judge.ts';
import { configOf, seenAt } from '../../support/gates.ts';
import { anAbout } from './questions.ts';

const since = Date.UTC(2026, 2, 2, 9, 0, 30);
const shift = { config: 'iris-2', variants: ['AllTraffic'], since, minutes: 30 };
const minute = (n: number) => new Date(Date.UTC(2026, 2, 2, 9, 0) + n * 60_000);

/** What is counted `now` minutes past nine, of the given values by query and minute. */
async function counted(values: Record<string, Record<number, number>>, now = 4, over: object = { shift }) {
  const client = mockClient(CloudWatchClient);
  onTestFinished(() => client.restore());
  client.on(GetMetricDataCommand).resolves({
    MetricDataResults: Object.entries(values).map(([Id, points]) => ({
      Id,
      Timestamps: Object.keys(points).map((n) => minute(Number(n))),
      Values: Object.values(points),
    })),
  });
  const dependencies = {
    cloudWatch: new CloudWatchClient({ region: 'us-east-1' }),
    now: () => minute(now).getTime(),
  };
  const report = await countFleets(dependencies, { kind: 'judge', compare: '5xx' }, anAbout(over));
  return { report, inputs: client.commandCalls(GetMetricDataCommand).map(({ args }) => args[0].input) };
}

describe('What both fleets did', () => {
  it('is read by the minute since the shift began, as far as minutes are complete', async () => {
    const { report, inputs } = await counted({
      gr0: { 1: 10, 2: 12 },
      ge0: { 2: 3 },
      ar0: { 0: 50, 1: 60, 2: 72 },
      ae0: { 0: 1, 2: 4 },
    });
    expect(report).toEqual({
      kind: 'counted',
      planned: 30,
      variants: [
        {
          name: 'AllTraffic',
          minutes: [
            { at: minute(0).getTime(), green: { requests: 0, events: 0 }, blue: { requests: 50, events: 1 } },
            {
              at: minute(1).getTime(),
              green: { requests: 10, events: 0 },
              blue: { requests: 50, events: 0 },
            },
            {
              at: minute(2).getTime(),
              green: { requests: 12, events: 3 },
              blue: { requests: 60, events: 1 },
            },
          ],
        },
      ],
    });
    expect(inputs).toMatchObject([{ StartTime: minute(0), EndTime: minute(3) }]);
    const dimensions = (id: string) =>
      inputs[0]?.MetricDataQueries?.find(({ Id }) => Id === id)?.MetricStat?.Metric;
    expect(dimensions('ge0')).toMatchObject({
      MetricName: 'Invocation5XXErrors',
      Dimensions: [
        { Value: 'iris' },
        { Value: 'AllTraffic' },
        { Name: 'EndpointConfigName', Value: 'iris-2' },
      ],
    });
    expect(dimensions('ar0')).toMatchObject({ MetricName: 'Invocations', Dimensions: [{}, {}] });
  });

  it('is nothing less than nothing, where green’s metrics come before those of both', async () => {
    const { report } = await counted({ gr0: { 1: 10 }, ge0: { 1: 2 }, ar0: { 1: 8 } });
    expect(report).toMatchObject({
      variants: [{ minutes: [{}, { green: { requests: 10 }, blue: { requests: 0, events: 0 } }, {}] }],
    });
  });

  it('is not compared in a minute of which more events of green are known than of both: the rest is late', async () => {
    const some = { gr0: { 1: 10, 2: 10 }, ge0: { 1: 5, 2: 5 }, ar0: { 1: 100, 2: 100 } };
    const { report } = await counted({ ...some, ae0: { 1: 55, 2: 3 } });
    const green = { requests: 10, events: 5 };
    expect(report).toMatchObject({
      variants: [
        {
          minutes: [
            {},
            { green, blue: { requests: 90, events: 50 } },
            { green, blue: { requests: 0, events: 0 } },
          ],
        },
      ],
    });
    // Without the old fleet's share of the errors, they would all be green's.
    const late = await counted(some);
    expect(late.report).toMatchObject({ variants: [{ minutes: [{}, { blue: { requests: 0 } }, {}] }] });
  });

  it('is each whole minute of the clock, whenever in a minute the shift began and it is looked at', async () => {
    for (const [now, last] of [
      [4, 2],
      [4.99, 2],
      [5, 3],
    ] as const) {
      const { report, inputs } = await counted({ ar0: { 0: 50, 3: 50 } }, now);
      const minutes = report.kind === 'counted' ? report.variants[0]?.minutes : undefined;
      expect(minutes?.map(({ at }) => at)).toEqual(
        Array.from({ length: last + 1 }, (_, n) => minute(n).getTime()),
      );
      expect(inputs[0]).toMatchObject({ StartTime: minute(0), EndTime: minute(last + 1) });
    }
  });

  it('is nothing of a variant without its metric, and all of the others', async () => {
    const variants = ['AllTraffic', 'Shadow'];
    const { report } = await counted({ gr0: { 1: 10 }, ar0: { 1: 60 }, ae0: { 1: 2 } }, 4, {
      shift: { ...shift, variants },
    });
    const none = { green: { requests: 0, events: 0 }, blue: { requests: 0, events: 0 } };
    expect(report).toMatchObject({
      variants: [
        { name: 'AllTraffic', minutes: [none, { blue: { requests: 50, events: 2 } }, none] },
        { name: 'Shadow', minutes: [none, none, none] },
      ],
    });
    const config = configOf(judge, 'after', { otherwise: 'fail' });
    expect(judge.step(config, seenAt('after', since, { result: report }))).toMatchObject({
      kind: 'failed',
      judged: [{ verdict: 'NO-DATA' }, { variant: 'Shadow', verdict: 'NO-DATA' }],
    });
  });

  it('is not asked before a minute is complete', async () => {
    const { report, inputs } = await counted({}, 1);
    expect(report).toMatchObject({ variants: [{ minutes: [] }] });
    expect(inputs).toEqual([]);
  });

  it('cannot be compared without a shift', async () => {
    expect((await counted({}, 4, {})).report).toEqual({
      kind: 'not-counted',
      why: 'there was no shift between two fleets',
    });
  });
});
