import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { errorAlarm, setting } from './setting.ts';

/** Metric alarms a, b and c, all OK, and how to set them and to make composites. */
async function family() {
  const world = setting();
  for (const AlarmName of ['a', 'b', 'c']) world.cloudWatch.putMetricAlarm({ ...errorAlarm, AlarmName });
  await world.clock.advance(60_000);
  world.changes.length = 0;
  world.events.length = 0;
  const put = (AlarmName: string, AlarmRule: string, more: object = {}) =>
    world.client.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule, ...more }));
  const set = (AlarmName: string, StateValue: StateValue) =>
    world.client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));
  const composites = async (input: object = {}) =>
    (await world.client.send(new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'], ...input })))
      .CompositeAlarms ?? [];
  const arn = (name: string) => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
  return { ...world, put, set, composites, arn };
}

describe('a composite alarm', () => {
  it('is evaluated as soon as it is there, and then whenever a child changes, right after it', async () => {
    const { put, set, changes, cloudWatch } = await family();
    await put('both', 'ALARM(a) AND NOT ALARM("b")');
    expect(cloudWatch.alarms.state('both')).toBe('OK');
    await set('a', 'ALARM');
    await set('b', 'ALARM');
    await set('c', 'ALARM');
    await set('a', 'OK');
    await set('b', 'OK');
    expect(changes).toEqual([
      [60, 'both', 'OK'],
      [60, 'a', 'ALARM'],
      [60, 'both', 'ALARM'],
      [60, 'b', 'ALARM'],
      [60, 'both', 'OK'],
      [60, 'c', 'ALARM'],
      [60, 'a', 'OK'],
      [60, 'b', 'OK'],
    ]);
  });

  it('follows children that are evaluated on the clock', async () => {
    const { clock, put, errors, changes } = await family();
    await put('any', 'ALARM(a) OR ALARM(b) OR ALARM(c)');
    changes.length = 0;
    for (const count of [1, 1, 0]) {
      errors(count);
      await clock.advance(60_000);
    }
    expect(changes).toEqual([
      [180, 'a', 'ALARM'],
      [180, 'b', 'ALARM'],
      [180, 'c', 'ALARM'],
      [180, 'any', 'ALARM'],
      [240, 'a', 'OK'],
      [240, 'b', 'OK'],
      [240, 'c', 'OK'],
      [240, 'any', 'OK'],
    ]);
  });

  it('sees all alarms of one minute as they are after it, not one by one', async () => {
    const { clock, put, set, changes } = await family();
    await put('differ', 'ALARM(a) AND NOT ALARM(b) OR ALARM(b) AND NOT ALARM(a)');
    await set('a', 'ALARM');
    await set('b', 'ALARM');
    changes.length = 0;
    // With no errors both are OK again at the next whole minute, one after the other, and never differ.
    await clock.advance(60_000);
    expect(changes).toEqual([
      [120, 'a', 'OK'],
      [120, 'b', 'OK'],
    ]);
  });

  it('may hang on composites, which are evaluated before it', async () => {
    const { put, set, changes, arn, composites } = await family();
    await put('inner', 'ALARM(a)');
    await put('other', 'ALARM(a) OR ALARM(c)');
    await put('outer', `ALARM(${arn('inner')}) AND ALARM(other)`);
    changes.length = 0;
    await set('a', 'ALARM');
    expect(changes.map(([, name, value]) => `${name} ${value}`)).toEqual([
      'a ALARM',
      'inner ALARM',
      'other ALARM',
      'outer ALARM',
    ]);
    const [outer] = await composites({ AlarmNames: ['outer'] });
    expect(outer?.StateReason).toMatch(/alarm:other transitioned to ALARM/);
  });

  it('says why, as AWS does, also in its event', async () => {
    const { clock, put, set, composites, events, arn } = await family();
    await put('either', 'ALARM(a) OR ALARM(b)', { AlarmDescription: 'one of two' });
    await clock.advance(1500);
    await set('b', 'ALARM');
    const children = (...of: [string, string, string][]) =>
      of.map(([name, value, timestamp]) => ({ arn: arn(name), state: { value, timestamp } }));
    const [found] = await composites();
    expect(found).toMatchObject({
      AlarmArn: arn('either'),
      AlarmRule: 'ALARM(a) OR ALARM(b)',
      StateValue: 'ALARM',
      StateReason: `${arn('b')} transitioned to ALARM at Monday 05 January, 2026 00:01:01 UTC`,
      StateUpdatedTimestamp: new Date('2026-01-05T00:01:01.500Z'),
      ActionsEnabled: true,
    });
    expect(JSON.parse(found?.StateReasonData ?? '')).toEqual({
      triggeringAlarms: children(['b', 'ALARM', '2026-01-05T00:01:01.500+0000']),
    });
    expect(events.map(({ detail }) => detail.alarmName)).toEqual(['either', 'b', 'either']);
    expect(events[2]).toMatchObject({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [arn('either')],
    });
    expect(events[2]?.detail).toEqual({
      alarmName: 'either',
      configuration: { description: 'one of two', alarmRule: 'ALARM(a) OR ALARM(b)' },
      state: {
        value: 'ALARM',
        reason: found?.StateReason,
        reasonData: found?.StateReasonData,
        timestamp: '2026-01-05T00:01:01.500+0000',
      },
      previousState: {
        value: 'OK',
        reason: `${arn('either')} was created and its alarm rule evaluates to OK`,
        reasonData: JSON.stringify({
          triggeringAlarms: children(
            ['a', 'OK', '2026-01-05T00:01:00.000+0000'],
            ['b', 'OK', '2026-01-05T00:01:00.000+0000'],
          ),
        }),
        timestamp: '2026-01-05T00:01:00.000+0000',
      },
    });
  });

  it('notifies its topics, and stands in the history of composites', async () => {
    const { client, put, set, published, arn } = await family();
    const topic = 'arn:aws:sns:us-east-1:000000000000:t';
    await put('either', 'ALARM(a) OR ALARM(b)', { AlarmActions: [topic] });
    await set('a', 'ALARM');
    expect(published.map(({ subject }) => subject)).toEqual(['ALARM: "either" in US East (N. Virginia)']);
    expect(JSON.parse(published[0]?.body ?? '')).toMatchObject({
      AlarmArn: arn('either'),
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      AlarmRule: 'ALARM(a) OR ALARM(b)',
      TriggeringChildren: [
        { Arn: arn('a'), State: { Value: 'ALARM', Timestamp: '2026-01-05T00:01:00.000+0000' } },
      ],
    });
    const history = async (input: object) =>
      (await client.send(new DescribeAlarmHistoryCommand(input))).AlarmHistoryItems ?? [];
    const items = await history({ AlarmName: 'either', AlarmTypes: ['CompositeAlarm'] });
    expect(items.map(({ AlarmType, HistoryItemType }) => [AlarmType, HistoryItemType])).toEqual([
      ['CompositeAlarm', 'Action'],
      ['CompositeAlarm', 'StateUpdate'],
      ['CompositeAlarm', 'StateUpdate'],
      ['CompositeAlarm', 'ConfigurationUpdate'],
    ]);
    expect(await history({ AlarmName: 'either' })).toEqual([]);
  });

  it('that was set by hand stays so until a child changes or it is put again', async () => {
    const { clock, put, set, cloudWatch } = await family();
    await put('either', 'ALARM(a) OR ALARM(b)');
    await set('either', 'ALARM');
    await clock.advance(600_000);
    expect(cloudWatch.alarms.state('either')).toBe('ALARM');
    await set('a', 'OK');
    expect(cloudWatch.alarms.state('either')).toBe('ALARM');
    await set('a', 'INSUFFICIENT_DATA');
    expect(cloudWatch.alarms.state('either')).toBe('OK');
    await set('either', 'ALARM');
    await put('either', 'ALARM(a)');
    expect(cloudWatch.alarms.state('either')).toBe('OK');
  });
});

describe('PutCompositeAlarm refuses', () => {
  it.each<[string, object, string]>([
    [
      'ALARM(a) OR ALARM(x) OR OK(y)',
      {},
      'Could not save the composite alarm as alarms [x, y] in the alarm rule do not exist',
    ],
    [
      'ALARM(arn:aws:cloudwatch:us-west-2:000000000000:alarm:a)',
      {},
      'alarms [arn:aws:cloudwatch:us-west-2:000000000000:alarm:a] in the alarm rule do not exist',
    ],
    ['ALARM(a) AND', {}, 'AlarmRule is invalid'],
    [' ALARM(a)', {}, 'AlarmRule must not contain leading or trailing whitespace or be null'],
    [
      `ALARM(a)${' OR ALARM(a)'.repeat(1000)}`,
      {},
      "at 'alarmRule' failed to satisfy constraint: Member must have length less than or equal to 10240",
    ],
    [Array.from({ length: 101 }, (_, i) => `OK(n${i})`).join(' OR '), {}, 'at most 100 alarms'],
    ['ALARM(a)', { AlarmName: 'b' }, 'b is the name of a metric alarm already'],
  ])('%s', async (rule, more, message) => {
    const { put, cloudWatch } = await family();
    await expect(put('new', rule, more)).rejects.toMatchObject({ message: expect.stringContaining(message) });
    await expect(put('new', rule, more)).rejects.toMatchObject({ name: 'ValidationException' });
    expect(cloudWatch.alarms.state('new')).toBeUndefined();
  });

  it('cycles and suppressors, which are not covered', async () => {
    const { put } = await family();
    await put('one', 'ALARM(a)');
    await put('two', 'ALARM(one)');
    await put('three', 'ALARM(two) OR ALARM(b)');
    await expect(put('one', 'ALARM(c) OR ALARM(three)')).rejects.toThrow(
      /does not cover composite alarms in a cycle \(one → three → two → one\)/,
    );
    await expect(put('one', 'ALARM(one)')).rejects.toThrow(/cycle \(one → one\)/);
    await expect(put('four', 'ALARM(a)', { ActionsSuppressor: 'b' })).rejects.toThrow(
      /does not cover.*ActionsSuppressor/,
    );
  });
});

describe('the family of a composite alarm', () => {
  it('is told by DescribeAlarms, in short', async () => {
    const { client, put, composites, arn } = await family();
    await put('inner', 'ALARM(a) OR ALARM(b)');
    await put('outer', 'ALARM(inner) OR ALARM(c)');
    const describe = (input: object) => client.send(new DescribeAlarmsCommand(input));
    const children = await describe({ ChildrenOfAlarmName: 'outer' });
    const state = { StateValue: 'OK', StateUpdatedTimestamp: new Date('2026-01-05T00:01:00Z') };
    expect(children.CompositeAlarms).toEqual([{ AlarmName: 'inner', AlarmArn: arn('inner'), ...state }]);
    expect(children.MetricAlarms).toEqual([{ AlarmName: 'c', AlarmArn: arn('c'), ...state }]);
    const parents = await describe({ ParentsOfAlarmName: 'inner' });
    expect(parents.CompositeAlarms).toEqual([{ AlarmName: 'outer', AlarmArn: arn('outer') }]);
    expect(parents.MetricAlarms).toEqual([]);
    await expect(describe({ ParentsOfAlarmName: 'inner', StateValue: 'OK' })).rejects.toThrow(
      /ParentsOfAlarmName and StateValue are mutually exclusive|StateValue and ParentsOfAlarmName/,
    );
    expect((await composites()).map(({ AlarmName }) => AlarmName)).toEqual(['inner', 'outer']);
    expect((await describe({})).CompositeAlarms).toEqual([]);
    const both = await describe({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 4 });
    expect([both.MetricAlarms?.length, both.CompositeAlarms?.length]).toEqual([3, 1]);
    expect(
      (await describe({ AlarmTypes: ['CompositeAlarm'], NextToken: both.NextToken })).CompositeAlarms,
    ).toEqual([]);
  });

  it('keeps its children from being deleted, and goes one composite at a time', async () => {
    const { client, put, cloudWatch } = await family();
    await put('inner', 'ALARM(a) OR ALARM(b)');
    await put('outer', 'ALARM(inner)');
    const remove = (...AlarmNames: string[]) => client.send(new DeleteAlarmsCommand({ AlarmNames }));
    await expect(remove('a', 'c')).rejects.toThrow(
      'Cannot delete a as there are composite alarm(s) depending on it.',
    );
    expect(cloudWatch.alarms.state('c')).toBe('OK');
    await expect(remove('a', 'b')).rejects.toThrow(
      'Cannot delete a,b as there are composite alarm(s) depending on them.',
    );
    await expect(remove('inner')).rejects.toThrow(/Cannot delete inner/);
    await expect(remove('inner', 'outer')).rejects.toThrow(/at most one composite/);
    await remove('outer');
    await remove('inner', 'a');
    expect(['outer', 'inner', 'a', 'b'].map((name) => cloudWatch.alarms.state(name))).toEqual([
      undefined,
      undefined,
      undefined,
      'OK',
    ]);
    await remove('b');
  });
});
