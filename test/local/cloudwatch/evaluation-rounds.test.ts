import { DeleteAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { EvaluationRounds } from '../../../local/cloudwatch/evaluation-rounds.ts';
import { errorAlarm, setting, start } from './setting.ts';

const seconds = (clock: VirtualClock) => (clock.now() - start) / 1000;
const nothingDue = (clock: VirtualClock) =>
  expect(clock.drive(new Promise(() => {}))).rejects.toThrow(/nothing is due/);

describe('rounds of evaluation', () => {
  it('wake all that asked, once, at the next boundary of their interval', async () => {
    const clock = new VirtualClock(start);
    const seen: [number, readonly string[]][] = [];
    const rounds = new EvaluationRounds<string>(clock, (due) => seen.push([seconds(clock), due]));
    rounds.ask('a', 60_000);
    await clock.advance(15_000);
    for (const [key, interval] of [
      ['b', 60_000],
      ['c', 10_000],
      ['a', 60_000],
      ['d', 60_000],
    ] as const) {
      rounds.ask(key, interval);
    }
    rounds.forget('b');
    await clock.advance(600_000);
    expect(seen).toEqual([
      [20, ['c']],
      [60, ['a', 'd']],
    ]);
    rounds.ask('b', 10_000);
    rounds.ask('c', 10_000);
    rounds.forget('b');
    rounds.close();
    await nothingDue(clock);
    expect(seen.length).toBe(2);
  });
});

describe('a round that nobody waits for any more', () => {
  it('leaves the other rounds as they are, and nothing due', async () => {
    const clock = new VirtualClock(start);
    const seen: [number, readonly string[]][] = [];
    const rounds = new EvaluationRounds<string>(clock, (due) => seen.push([seconds(clock), due]));
    rounds.ask('a', 60_000);
    rounds.ask('b', 10_000);
    rounds.forget('b');
    await clock.advance(5_000);
    rounds.ask('b', 10_000);
    await nothingDue(clock);
    expect(seen).toEqual([
      [10, ['b']],
      [60, ['a']],
    ]);
  });

  it('is that of a deleted alarm', async () => {
    const { clock, cloudWatch, client } = setting();
    cloudWatch.putMetricAlarm(errorAlarm);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['iris-5xx'] }));
    await nothingDue(clock);
    expect(clock.now()).toBe(start);
  });
});

describe('an alarm that sees no data', () => {
  it.each(['notBreaching', 'breaching', 'missing', 'ignore'] as const)(
    'is evaluated once and then sleeps until a measurement comes (%s)',
    async (TreatMissingData) => {
      const { clock, cloudWatch, errors, changes } = setting();
      cloudWatch.putMetricAlarm({ ...errorAlarm, TreatMissingData });
      await nothingDue(clock);
      expect(clock.now()).toBe(start + 60_000);
      await clock.advance(3_600_000 - 60_000 + 5_000);
      changes.length = 0;
      errors(3);
      await clock.advance(55_000);
      errors(3);
      await clock.advance(60_000);
      // Whatever it was, two errors in two minutes make it go off at the second boundary at the latest.
      expect(cloudWatch.alarms.state('iris-5xx')).toBe('ALARM');
      // The last error is of minute 61, and the range is four minutes: at the end of 65 it is just out of it.
      await nothingDue(clock);
      expect(clock.now()).toBe(start + 66 * 60_000);
      expect(cloudWatch.alarms.state('iris-5xx')).toBe(
        { notBreaching: 'OK', breaching: 'ALARM', missing: 'INSUFFICIENT_DATA', ignore: 'ALARM' }[
          TreatMissingData
        ],
      );
    },
  );

  it('wakes for data of the future when its time has come', async () => {
    const { clock, cloudWatch, client, changes } = setting();
    cloudWatch.putMetricAlarm({
      ...errorAlarm,
      Namespace: 'app',
      MetricName: 'm',
      Dimensions: [],
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
    });
    await clock.advance(90_000);
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'app',
        MetricData: [{ MetricName: 'm', Value: 1, Timestamp: new Date(start + 600_000) }],
      }),
    );
    await clock.advance(3_600_000);
    expect(changes).toEqual([
      [60, 'iris-5xx', 'OK'],
      [660, 'iris-5xx', 'ALARM'],
      [840, 'iris-5xx', 'OK'],
    ]);
    await nothingDue(clock);
  });
});
