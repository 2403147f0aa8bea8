import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorAlarm, setting } from './setting.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const minutes = (count: number) => count * 60_000;

describe('an alarm on the clock', () => {
  it('starts with insufficient data and is evaluated at the next whole minute', async () => {
    const { clock, client, cloudWatch, changes } = setting();
    await clock.advance(20_000);
    await client.send(new PutMetricAlarmCommand(errorAlarm));
    expect(cloudWatch.alarms.state('iris-5xx')).toBe('INSUFFICIENT_DATA');
    await clock.advance(39_999);
    expect(changes).toEqual([]);
    await clock.advance(1);
    expect(changes).toEqual([[60, 'iris-5xx', 'OK']]);
  });

  it('goes to ALARM after two minutes with errors and back after one without', async () => {
    const { clock, cloudWatch, errors, changes } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    for (const [minute, count] of [0, 0, 3, 2, 0, 0].entries()) {
      errors(count);
      await clock.advance(minutes(1));
      expect(changes.length).toBe([1, 1, 1, 2, 3, 3][minute]);
    }
    expect(changes).toEqual([
      [60, 'iris-5xx', 'OK'],
      [240, 'iris-5xx', 'ALARM'],
      [300, 'iris-5xx', 'OK'],
    ]);
  });

  it('goes on alarming on the last errors while no data comes, as long as AWS looks back', async () => {
    const { clock, cloudWatch, errors, changes } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    errors(1);
    await clock.advance(minutes(1));
    errors(1);
    await clock.advance(minutes(6));
    // Errors in minutes 0 and 1; the range of 2 + 2 minutes holds both until the end of minute 4.
    expect(changes).toEqual([
      [60, 'iris-5xx', 'OK'],
      [120, 'iris-5xx', 'ALARM'],
      [300, 'iris-5xx', 'OK'],
    ]);
  });

  it('with a period of ten seconds is evaluated every ten seconds', async () => {
    const { clock, cloudWatch, errors, changes } = setting();
    cloudWatch.putMetricAlarm({ ...errorAlarm, Period: 10, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    await clock.advance(12_000);
    errors(1);
    await clock.advance(10_000);
    expect(changes).toEqual([
      [10, 'iris-5xx', 'OK'],
      [20, 'iris-5xx', 'ALARM'],
    ]);
  });

  it('with a period of five minutes slides its window every minute', async () => {
    const { clock, cloudWatch, errors, changes } = setting();
    cloudWatch.putMetricAlarm({
      ...errorAlarm,
      Period: 300,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 2,
    });
    await clock.advance(minutes(4));
    errors(1);
    await clock.advance(minutes(2));
    errors(1);
    await clock.advance(minutes(2));
    // One error each in minutes 4 and 6: the window that ends at 7:00 is the first with both.
    expect(changes).toEqual([
      [60, 'iris-5xx', 'OK'],
      [420, 'iris-5xx', 'ALARM'],
    ]);
  });

  it('keeps its state when it is put again, and follows the new configuration', async () => {
    const { clock, cloudWatch, errors, changes } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    await clock.advance(minutes(1));
    cloudWatch.putMetricAlarm({ ...errorAlarm, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    expect(cloudWatch.alarms.state('iris-5xx')).toBe('OK');
    errors(1);
    await clock.advance(minutes(1));
    expect(changes.at(-1)).toEqual([120, 'iris-5xx', 'ALARM']);
    cloudWatch.putMetricAlarm({ ...errorAlarm, Threshold: 100 });
    await clock.advance(minutes(1));
    expect(changes.at(-1)).toEqual([180, 'iris-5xx', 'OK']);
    for (let minute = 0; minute < 3; minute += 1) {
      errors(99);
      await clock.advance(minutes(1));
    }
    expect(changes.length).toBe(3);
  });

  it('is no more once deleted, and nothing is evaluated any longer', async () => {
    const { clock, client, cloudWatch, errors, changes } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    const remove = (...AlarmNames: string[]) => client.send(new DeleteAlarmsCommand({ AlarmNames }));
    // With a name among them that there is not, AWS deletes none.
    await expect(remove('iris-5xx', 'never-was')).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: expect.stringContaining('never-was'),
    });
    expect(cloudWatch.alarms.state('iris-5xx')).toBe('INSUFFICIENT_DATA');
    await remove('iris-5xx');
    expect(cloudWatch.alarms.state('iris-5xx')).toBeUndefined();
    errors(9);
    await clock.advance(minutes(5));
    expect(changes).toEqual([]);
    // Nothing is due any more: a goal that never comes is noticed instead of waited for.
    await expect(clock.drive(new Promise(() => {}))).rejects.toThrow(/nothing is due/);
  });

  it('is deleted beside an unknown one where AWS should do so', async () => {
    const { client, cloudWatch } = setting({ unknownAlarm: 'others-deleted' });
    cloudWatch.putMetricAlarm(errorAlarm);
    const deletion = client.send(new DeleteAlarmsCommand({ AlarmNames: ['iris-5xx', 'never-was'] }));
    await expect(deletion).rejects.toMatchObject({ name: 'ResourceNotFound' });
    expect(cloudWatch.alarms.state('iris-5xx')).toBeUndefined();
  });

  it('reaches every listener, even after one that fails', async () => {
    const { clock, cloudWatch } = setting();
    const seen: string[] = [];
    cloudWatch.alarms.onChange(() => {
      throw new Error('a listener at fault');
    });
    const stop = cloudWatch.alarms.onChange((_, value) => seen.push(value));
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    cloudWatch.putMetricAlarm(errorAlarm);
    await clock.advance(minutes(1));
    expect(warn).toHaveBeenCalledWith(new Error('a listener at fault'));
    expect(seen).toEqual(['OK']);
    stop();
    cloudWatch.putMetricAlarm({ ...errorAlarm, TreatMissingData: 'breaching' });
    await clock.advance(minutes(1));
    expect(seen).toEqual(['OK']);
  });
});

describe('SetAlarmState', () => {
  it('holds until the next evaluation overwrites it', async () => {
    const { clock, client, cloudWatch, changes } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    await clock.advance(90_000);
    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'iris-5xx', StateValue: 'ALARM', StateReason: 'testing only' }),
    );
    expect(cloudWatch.alarms.state('iris-5xx')).toBe('ALARM');
    await clock.advance(30_000);
    expect(changes).toEqual([
      [60, 'iris-5xx', 'OK'],
      [90, 'iris-5xx', 'ALARM'],
      [120, 'iris-5xx', 'OK'],
    ]);
  });

  it('tells nobody when the value is the one it has, but notes the reason', async () => {
    const { clock, client, cloudWatch, changes, events } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    await clock.advance(minutes(1));
    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'iris-5xx', StateValue: 'OK', StateReason: 'still fine' }),
    );
    expect([changes.length, events.length]).toEqual([1, 1]);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms?.[0]?.StateReason).toBe('still fine');
  });

  it('refuses an alarm that is not there and reason data that is no JSON', async () => {
    const { client, cloudWatch } = setting();
    const set = (changes: object) =>
      client.send(
        new SetAlarmStateCommand({ AlarmName: 'iris-5xx', StateValue: 'OK', StateReason: 'x', ...changes }),
      );
    await expect(set({})).rejects.toBeInstanceOf(ResourceNotFound);
    cloudWatch.putMetricAlarm(errorAlarm);
    await expect(set({ StateReasonData: '{' })).rejects.toMatchObject({ name: 'InvalidFormatFault' });
    await expect(set({ StateValue: 'FINE' })).rejects.toThrow(
      "1 validation error detected: Value 'FINE' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]",
    );
  });
});

describe('what others are told of a change', () => {
  it('is the event of AWS', async () => {
    const { clock, cloudWatch, errors, events } = setting();
    cloudWatch.putMetricAlarm({ ...errorAlarm, AlarmDescription: 'errors of iris' });
    await clock.advance(minutes(1));
    errors(3);
    await clock.advance(minutes(1));
    errors(2);
    await clock.advance(minutes(1));
    expect(events.length).toBe(2);
    const { detail, ...envelope } = events[1] ?? { detail: {} };
    expect(envelope).toEqual({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:iris-5xx'],
    });
    expect(detail).toMatchObject({
      alarmName: 'iris-5xx',
      state: {
        value: 'ALARM',
        reason:
          'Threshold Crossed: 2 out of the last 2 datapoints [2.0 (05/01/26 00:02:00), 3.0 (05/01/26 00:01:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
        timestamp: '2026-01-05T00:03:00.000+0000',
      },
      previousState: {
        value: 'OK',
        reason:
          'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [NonBreaching].',
        timestamp: '2026-01-05T00:01:00.000+0000',
      },
      configuration: {
        description: 'errors of iris',
        metrics: [
          {
            id: expect.stringMatching(/^[0-9a-f-]{36}$/),
            metricStat: {
              metric: {
                namespace: 'AWS/SageMaker',
                name: 'Invocation5XXErrors',
                dimensions: { EndpointName: 'iris', VariantName: 'AllTraffic' },
              },
              period: 60,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
    });
    const reasonData = (detail as { state: { reasonData: string } }).state.reasonData;
    expect(JSON.parse(reasonData)).toMatchObject({ recentDatapoints: [3, 2], threshold: 1, period: 60 });
    expect(events[0]?.detail).toHaveProperty('previousState', {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      timestamp: '2026-01-05T00:00:00.000+0000',
    });
  });

  it('is the notification of AWS, to the topics of the new state', async () => {
    const { clock, cloudWatch, published } = setting();
    const topic = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;
    const topics = { OKActions: [topic('good')], AlarmActions: [topic('bad')] };
    cloudWatch.putMetricAlarm({ ...errorAlarm, ...topics });
    cloudWatch.putMetricAlarm({ ...errorAlarm, ...topics, AlarmName: 'quiet', ActionsEnabled: false });
    await clock.advance(minutes(1));
    expect(published.map(({ topicArn, subject }) => [topicArn, subject])).toEqual([
      [topic('good'), 'OK: "iris-5xx" in US East (N. Virginia)'],
    ]);
    expect(JSON.parse(published[0]?.body ?? '')).toEqual({
      AlarmName: 'iris-5xx',
      AlarmDescription: null,
      AWSAccountId: '000000000000',
      AlarmConfigurationUpdatedTimestamp: '2026-01-05T00:00:00.000+0000',
      NewStateValue: 'OK',
      NewStateReason: expect.stringContaining('no datapoints were received'),
      StateChangeTime: '2026-01-05T00:01:00.000+0000',
      Region: 'US East (N. Virginia)',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:iris-5xx',
      OldStateValue: 'INSUFFICIENT_DATA',
      OKActions: [topic('good')],
      AlarmActions: [topic('bad')],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'Invocation5XXErrors',
        Namespace: 'AWS/SageMaker',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [
          { value: 'AllTraffic', name: 'VariantName' },
          { value: 'iris', name: 'EndpointName' },
        ],
        Period: 60,
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
  });

  it('stands in the history, newest first, with actions that failed', async () => {
    const { clock, client, cloudWatch } = setting();
    cloudWatch.putMetricAlarm({ ...errorAlarm, OKActions: ['arn:aws:sns:us-east-1:000000000000:gone'] });
    await clock.advance(minutes(1));
    const { AlarmHistoryItems: items } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'iris-5xx' }),
    );
    expect(items?.map((item) => [item.HistoryItemType, item.HistorySummary])).toEqual([
      ['Action', 'Failed to execute action arn:aws:sns:us-east-1:000000000000:gone'],
      ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to OK'],
      ['ConfigurationUpdate', 'Alarm "iris-5xx" created'],
    ]);
    expect(items?.[1]?.Timestamp).toEqual(new Date('2026-01-05T00:01:00Z'));
    expect(JSON.parse(items?.[1]?.HistoryData ?? '')).toMatchObject({
      version: '1.0',
      oldState: { stateValue: 'INSUFFICIENT_DATA', stateReason: 'Unchecked: Initial alarm creation' },
      newState: { stateValue: 'OK', stateReasonData: { version: '1.0', threshold: 1 } },
    });
    const updates = await client.send(
      new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' }),
    );
    expect(updates.AlarmHistoryItems?.length).toBe(1);
  });
});

describe('DescribeAlarms', () => {
  it('finds alarms by name, prefix and state, in pages, and answers everything that was put', async () => {
    const { clock, client, cloudWatch } = setting();
    for (const AlarmName of ['b-2', 'a-1', 'b-1']) cloudWatch.putMetricAlarm({ ...errorAlarm, AlarmName });
    await clock.advance(minutes(1));
    cloudWatch.putMetricAlarm({ ...errorAlarm, AlarmName: 'b-3' });
    const names = async (input: object) =>
      (await client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map((alarm) => alarm.AlarmName);
    expect(await names({})).toEqual(['a-1', 'b-1', 'b-2', 'b-3']);
    expect(await names({ AlarmNames: ['b-2', 'unknown'] })).toEqual(['b-2']);
    expect(await names({ AlarmNamePrefix: 'b-', StateValue: 'OK' })).toEqual(['b-1', 'b-2']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);

    const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 3 }));
    expect(first.MetricAlarms?.length).toBe(3);
    expect(await names({ MaxRecords: 3, NextToken: first.NextToken })).toEqual(['b-3']);
    await expect(names({ NextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidNextToken' });

    expect(first.MetricAlarms?.[0]).toMatchObject({
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:a-1',
      StateValue: 'OK',
      StateUpdatedTimestamp: new Date('2026-01-05T00:01:00Z'),
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      Dimensions: errorAlarm.Dimensions,
    });
  });

  it('refuses filters that exclude one another, and other types', async () => {
    const { client } = setting();
    const send = (input: object) => client.send(new DescribeAlarmsCommand(input));
    await expect(send({ AlarmNamePrefix: 'a', AlarmNames: ['a'] })).rejects.toThrow(/mutually exclusive/);
    await expect(send({ AlarmTypes: ['LogAlarm'] })).rejects.toThrow(/alarmTypes/);
    await expect(send({ MaxRecords: 101 })).rejects.toThrow(/less than or equal to 100/);
  });
});
