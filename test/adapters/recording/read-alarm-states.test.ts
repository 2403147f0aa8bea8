import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { readAlarmStates } from '../../../adapters/recording/read-alarm-states.ts';
import { instantAt } from '../../../core/values/instant.ts';

const cloudWatch = new CloudWatchClient({ region: 'us-east-1' });
const mock = mockClient(cloudWatch);
afterEach(() => {
  mock.reset();
});
const from = Date.UTC(2026, 0, 5, 10);
const minute = 60_000;
const span = { from, to: from + 10 * minute, periodSeconds: 60 };
const read = (...names: string[]) => readAlarmStates(cloudWatch, names, span);

const change = (minutes: number, stateValue: string, recentDatapoints?: (number | null)[]) => ({
  Timestamp: new Date(from + minutes * minute),
  HistoryData: JSON.stringify({
    version: '1.0',
    oldState: { stateValue: 'OK' },
    newState: {
      stateValue,
      stateReason: 'Threshold Crossed',
      ...(recentDatapoints && { stateReasonData: { recentDatapoints } }),
    },
  }),
});

describe('The states of a rollout’s alarms', () => {
  it('come from the alarm’s history, with what it measured', async () => {
    mock.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: 'iris-5xx',
          MetricName: 'Invocation5XXErrors',
          Namespace: 'AWS/SageMaker',
          Period: 60,
          Statistic: 'Sum',
        },
      ],
    });
    mock
      .on(DescribeAlarmHistoryCommand)
      .resolves({ AlarmHistoryItems: [change(1, 'OK'), change(5, 'ALARM', [3, null, 9])] });
    mock.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: 'm0', Timestamps: [0, 1].map((n) => new Date(from + n * minute)), Values: [0, 9] },
      ],
    });
    expect(await read('iris-5xx')).toEqual([
      {
        name: 'iris-5xx',
        states: [
          { at: instantAt(from), state: 'OK' },
          { at: instantAt(from + minute), state: 'OK' },
          { at: instantAt(from + 5 * minute), state: 'ALARM', value: 9 },
        ],
        values: [
          { at: from, value: 0 },
          { at: from + minute, value: 9 },
        ],
      },
    ]);
  });

  it('of an alarm that is deleted has its values only where it changed', async () => {
    mock.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
    mock.on(DescribeAlarmHistoryCommand).resolves({ AlarmHistoryItems: [change(5, 'ALARM', [9])] });
    expect(await read('gone')).toMatchObject([{ values: [{ at: from + 5 * minute, value: 9 }] }]);
    expect(mock.commandCalls(GetMetricDataCommand)).toHaveLength(0);
  });

  it('of one that has not changed is the state that it has been in', async () => {
    const AlarmName = 'iris-5xx';
    mock.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [{ AlarmName, StateValue: 'ALARM', StateUpdatedTimestamp: new Date(from - minute) }],
    });
    mock.on(DescribeAlarmHistoryCommand).resolves({});
    expect(await read(AlarmName)).toEqual([
      { name: AlarmName, states: [{ at: instantAt(from), state: 'ALARM' }], values: [] },
    ]);
  });

  it('keep one value for each period', async () => {
    mock
      .on(DescribeAlarmsCommand)
      .resolves({ MetricAlarms: [{ AlarmName: 'fast', MetricName: 'Invocations', Period: 10 }] });
    mock.on(DescribeAlarmHistoryCommand).resolves({});
    const Timestamps = [0, 10, 50, 60].map((seconds) => new Date(from + seconds * 1000));
    mock
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [{ Id: 'm0', Timestamps, Values: [1, 2, 3, 4] }] });
    expect((await read('fast'))[0]?.values.map(({ value }) => value)).toEqual([3, 4]);
  });

  it('are empty where a right is missing, and of what is not as documented', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });
    mock.on(DescribeAlarmsCommand).rejects(denied);
    mock.on(DescribeAlarmHistoryCommand).rejects(denied);
    expect(await read('iris-5xx')).toEqual([{ name: 'iris-5xx', states: [], values: [] }]);
    mock
      .on(DescribeAlarmHistoryCommand)
      .resolves({ AlarmHistoryItems: [{ Timestamp: new Date(from), HistoryData: '{' }] });
    expect((await read('iris-5xx'))[0]?.states).toEqual([]);
  });

  it('pass on that CloudWatch is throttled, and ask nothing for no alarm', async () => {
    mock
      .on(DescribeAlarmsCommand)
      .rejects(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    mock.on(DescribeAlarmHistoryCommand).resolves({});
    await expect(read('iris-5xx')).rejects.toThrow('slow down');
    mock.reset();
    expect(await read()).toEqual([]);
    expect(mock.calls()).toHaveLength(0);
  });
});
