import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { cloudWatchAlarms } from '../../../adapters/cloudwatch/alarms.ts';
import { instant } from '../../support/builders.ts';

const cloudWatch = mockClient(CloudWatchClient);
afterAll(() => cloudWatch.restore());
const alarms = cloudWatchAlarms(new CloudWatchClient({ region: 'us-east-1' }));
beforeEach(() => cloudWatch.reset());

describe('The alarms that a manifest names', () => {
  it('come in its order, with their state; undefined where there is none', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [{ AlarmName: 'b', StateValue: 'ALARM' }],
      CompositeAlarms: [{ AlarmName: 'c', StateValue: 'OK' }],
    });
    expect(await alarms.find(['a', 'b', 'c'])).toEqual([
      { name: 'a', state: undefined },
      { name: 'b', state: 'ALARM' },
      { name: 'c', state: 'OK', composite: true },
    ]);
  });

  it('are asked for by name, composite ones too, which CloudWatch else leaves out', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    await alarms.find(['a']);
    expect(cloudWatch.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toEqual({
      AlarmNames: ['a'],
      MaxRecords: 100,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    });
  });

  it('are not asked for where there are none: without names CloudWatch would answer with all', async () => {
    expect(await alarms.find([])).toEqual([]);
    expect(await alarms.breaches([])).toEqual([]);
    expect(cloudWatch.calls()).toEqual([]);
  });

  it('are asked for by the hundred', async () => {
    cloudWatch.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }: { AlarmNames: string[] }) => ({
      MetricAlarms: AlarmNames.map((AlarmName) => ({ AlarmName, StateValue: 'OK' })),
    }));
    const names = Array.from({ length: 201 }, (_, index) => `alarm-${index}`);
    const found = await alarms.find(names);
    expect(found.every(({ state }) => state === 'OK')).toBe(true);
    expect(cloudWatch.calls()).toHaveLength(3);
  });
});

describe('What is known of an alarm', () => {
  it('is its metric and when it goes off', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'a',
          StateValue: 'OK',
          Namespace: 'AWS/SageMaker',
          MetricName: 'ModelLatency',
          Dimensions: [{ Name: 'EndpointName', Value: 'iris' }],
          Period: 60,
          EvaluationPeriods: 3,
          DatapointsToAlarm: 2,
        },
      ],
    });
    expect(await alarms.find(['a'])).toEqual([
      {
        name: 'a',
        state: 'OK',
        namespace: 'AWS/SageMaker',
        metricName: 'ModelLatency',
        dimensions: { EndpointName: 'iris' },
        period: 60,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
      },
    ]);
  });

  it('is, on metric math, the longest period of its metrics', async () => {
    const query = (Id: string, Period: number) => ({
      Id,
      MetricStat: { Metric: { MetricName: Id }, Period, Stat: 'Sum' },
    });
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'rate',
          StateValue: 'OK',
          Metrics: [{ Id: 'e', Expression: 'a / b' }, query('a', 60), query('b', 300)],
          EvaluationPeriods: 1,
        },
      ],
    });
    expect(await alarms.find(['rate'])).toEqual([
      { name: 'rate', state: 'OK', period: 300, evaluationPeriods: 1 },
    ]);
  });
});

describe('What an alarm compares', () => {
  it('is told, with the only unit that it looks at', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'a',
          StateValue: 'OK',
          ExtendedStatistic: 'p99',
          Unit: 'Microseconds',
          Threshold: 5,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'breaching',
        },
      ],
    });
    expect(await alarms.find(['a'])).toEqual([
      {
        name: 'a',
        state: 'OK',
        statistic: 'p99',
        unit: 'Microseconds',
        threshold: 5,
        comparison: 'GreaterThanThreshold',
        treatMissingData: 'breaching',
      },
    ]);
  });

  it('is, on metric math, each of its metrics', async () => {
    const Metric = {
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'A', Value: 'b' }],
    };
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'rate',
          StateValue: 'OK',
          Metrics: [
            { Id: 'e', Expression: 'a / 2' },
            { Id: 'a', MetricStat: { Metric, Period: 60, Stat: 'Sum', Unit: 'Count' } },
          ],
        },
      ],
    });
    expect(await alarms.find(['rate'])).toEqual([
      {
        name: 'rate',
        state: 'OK',
        period: 60,
        metrics: [{ namespace: 'AWS/SageMaker', name: 'Invocations', dimensions: { A: 'b' }, unit: 'Count' }],
      },
    ]);
  });
});

describe('What a composite alarm is made of', () => {
  /** Composite alarms by their rules; every other name that starts with `m` is a metric alarm. */
  const known = (rules: Record<string, string>) =>
    cloudWatch.on(DescribeAlarmsCommand).callsFake(({ AlarmNames }: { AlarmNames: string[] }) => ({
      MetricAlarms: AlarmNames.filter((name) => name.startsWith('m')).map((AlarmName) => ({
        AlarmName,
        StateValue: 'OK',
      })),
      CompositeAlarms: AlarmNames.filter((name) => rules[name] !== undefined).map((AlarmName) => ({
        AlarmName,
        StateValue: 'OK',
        AlarmRule: rules[AlarmName],
      })),
    }));
  const metric = (name: string) => ({ name, state: 'OK' });
  const composite = (name: string, children?: object[]) => ({
    name,
    state: 'OK',
    composite: true,
    ...(children && { children }),
  });

  it('is read with it, and what is gone of it', async () => {
    known({ c: 'ALARM("m1") AND NOT OK(arn:aws:cloudwatch:us-east-1:000000000000:alarm:gone)' });
    expect(await alarms.find(['c', 'm2'])).toEqual([
      composite('c', [metric('m1'), { name: 'gone', state: undefined }]),
      metric('m2'),
    ]);
    expect(cloudWatch.calls()).toHaveLength(2);
  });

  it('is read down to the fifth level, and each alarm once', async () => {
    known({
      c1: 'ALARM(c2)',
      c2: 'ALARM(c3) OR ALARM(m1)',
      c3: 'ALARM(c4)',
      c4: 'ALARM(c5)',
      c5: 'ALARM(m2)',
    });
    expect(await alarms.find(['c1'])).toEqual([
      composite('c1', [
        composite('c2', [composite('c3', [composite('c4', [composite('c5')])]), metric('m1')]),
      ]),
    ]);
    expect(cloudWatch.calls()).toHaveLength(5);
  });

  it('may be a circle, which CloudWatch takes', async () => {
    known({ a: 'ALARM(b) OR ALARM(a)', b: 'ALARM(a) OR ALARM(m)' });
    expect(await alarms.find(['a'])).toEqual([composite('a', [composite('b', [metric('m')])])]);
  });
});

describe('The alarms that are on now', () => {
  it('come with their numbers', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        { AlarmName: 'quiet', StateValue: 'OK' },
        {
          AlarmName: 'iris-5xx',
          StateValue: 'ALARM',
          StateReason: 'Threshold Crossed',
          StateReasonData: '{"recentDatapoints":[3.0,9.0],"threshold":1.0}',
          StateUpdatedTimestamp: new Date(instant),
        },
        { AlarmName: 'unsure', StateValue: 'INSUFFICIENT_DATA' },
      ],
    });
    expect(await alarms.breaches(['quiet', 'iris-5xx', 'unsure'])).toEqual([
      { name: 'iris-5xx', value: 9, threshold: 1, reason: 'Threshold Crossed', at: instant },
    ]);
  });

  it('may be composite, without numbers', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      CompositeAlarms: [
        {
          AlarmName: 'any',
          StateValue: 'ALARM',
          StateReason: 'arn… transitioned to ALARM',
          StateUpdatedTimestamp: new Date(instant),
        },
      ],
    });
    expect(await alarms.breaches(['any'])).toEqual([
      { name: 'any', reason: 'arn… transitioned to ALARM', at: instant },
    ]);
  });
});
