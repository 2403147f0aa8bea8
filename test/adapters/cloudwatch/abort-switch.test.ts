import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { cloudWatchAbortSwitch } from '../../../adapters/cloudwatch/abort-switch.ts';
import { cloudWatchOwnAlarms } from '../../../adapters/cloudwatch/own-alarms.ts';
import { abortSwitchName, abortSwitchRequest } from '../../../core/alarms/abort-switch.ts';
import { type Rollout, rolloutName } from '../../../core/release.ts';
import { setting } from '../../local/cloudwatch/setting.ts';
import { aRollout } from '../../support/builders.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
const alarmName = abortSwitchName('local', name);
const hour = 3_600_000;

/** Prepare makes it with the other alarms. */
const makerOf = (client: CloudWatchClient) => (of: Rollout) =>
  cloudWatchOwnAlarms(client, 'local').put([], of);

/** The switch of a rollout in the local CloudWatch, made, with every change of its state by the second. */
async function made() {
  const world = setting();
  const abortSwitch = cloudWatchAbortSwitch(world.client, 'local');
  const make = makerOf(world.client);
  await make(rollout);
  const changes = () =>
    world.changes.filter(([, alarm]) => alarm === alarmName).map(([seconds, , state]) => [seconds, state]);
  return { ...world, abortSwitch, make, changes };
}

describe('An abort switch', () => {
  it('is OK as soon as it is made, and stays so for hours', async () => {
    const { clock, abortSwitch, changes } = await made();
    expect(await abortSwitch.state(name)).toBe('OK');
    await clock.advance(9 * hour);
    expect(await abortSwitch.state(name)).toBe('OK');
    expect(changes()).toEqual([[0, 'OK']]);
  });

  it('goes into ALARM at once when it is tripped, and stays there until it is removed', async () => {
    const { clock, abortSwitch, changes, client } = await made();
    await clock.advance(hour + 17_000);
    await abortSwitch.trip('iris', name, 'Ada: the new model answers nonsense');
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName] }));
    expect(MetricAlarms).toMatchObject([
      { StateValue: 'ALARM', StateReason: 'Ada: the new model answers nonsense' },
    ]);
    await clock.advance(9 * hour);
    expect(changes()).toEqual([
      [0, 'OK'],
      [3617, 'ALARM'],
    ]);
    await abortSwitch.remove(name);
    expect(await abortSwitch.state(name)).toBeUndefined();
  });

  it('is put into ALARM by its metric even if somebody calls it OK', async () => {
    const { clock, abortSwitch, client } = await made();
    await abortSwitch.trip('iris', name, 'stop');
    await client.send(
      new SetAlarmStateCommand({ AlarmName: alarmName, StateValue: 'OK', StateReason: 'no' }),
    );
    await clock.advance(60_000);
    expect(await abortSwitch.state(name)).toBe('ALARM');
  });

  it('can be made and tripped again and again: an abort is never taken back', async () => {
    const { clock, abortSwitch, make, changes } = await made();
    await make(rollout);
    await abortSwitch.trip('iris', name, 'stop');
    await abortSwitch.trip('iris', name, 'stop, I said');
    await make(rollout);
    await clock.advance(10 * 60_000);
    await abortSwitch.trip('iris', name, 'stop');
    await make(rollout);
    await clock.advance(hour);
    expect(changes()).toEqual([
      [0, 'OK'],
      [0, 'ALARM'],
    ]);
  });

  it('belongs to one rollout: the next attempt’s is another', async () => {
    const { clock, abortSwitch, make } = await made();
    const next = aRollout({ attempt: 2 });
    await make(next);
    await abortSwitch.trip('iris', name, 'stop');
    await clock.advance(hour);
    expect(await abortSwitch.state(rolloutName(next))).toBe('OK');
    await abortSwitch.remove(name);
    expect(await abortSwitch.state(rolloutName(next))).toBe('OK');
  });

  it('holds a composite alarm above it for as long as it is tripped', async () => {
    const { clock, abortSwitch, client, changes, cloudWatch } = await made();
    await client.send(new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: `ALARM("${alarmName}")` }));
    await clock.advance(hour);
    expect(cloudWatch.alarms.state('any')).toBe('OK');
    await abortSwitch.trip('iris', name, 'stop');
    await clock.advance(hour);
    expect(cloudWatch.alarms.state('any')).toBe('ALARM');
    expect(changes()).toHaveLength(2);
  });

  it('that is not there can be tripped and removed without harm', async () => {
    const { client } = setting();
    const abortSwitch = cloudWatchAbortSwitch(client, 'local');
    await abortSwitch.trip('iris', name, 'stop');
    await abortSwitch.remove(name);
    expect(await abortSwitch.state(name)).toBeUndefined();
  });

  it('that was tripped before it was made is on within its first minute', async () => {
    const { client, clock, cloudWatch } = setting();
    const abortSwitch = cloudWatchAbortSwitch(client, 'local');
    await abortSwitch.trip('iris', name, 'stop');
    await makerOf(client)(rollout);
    await clock.advance(60_000);
    expect(cloudWatch.alarms.state(alarmName)).toBe('ALARM');
  });

  it('of that name that is somebody else’s is neither overwritten nor deleted', async () => {
    const { client } = setting();
    const foreign = { ...abortSwitchRequest({ stage: 'local', endpoint: 'iris', rollout: name }), Tags: [] };
    await client.send(
      new PutMetricAlarmCommand({ ...foreign, Dimensions: [], AlarmDescription: 'mine' } as never),
    );
    const abortSwitch = cloudWatchAbortSwitch(client, 'local');
    await expect(makerOf(client)(rollout)).rejects.toThrow(/exists and does not carry Greenlight's tags/);
    await abortSwitch.remove(name);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName] }));
    expect(MetricAlarms).toMatchObject([{ AlarmDescription: 'mine' }]);
  });
});

describe('At the SDK’s edge', () => {
  // This client alone: the others here speak to the local CloudWatch.
  const client = new CloudWatchClient({ region: 'us-east-1' });
  const cloudWatch = mockClient(client);
  const abortSwitch = cloudWatchAbortSwitch(client, 'prod');

  it('tripping sends the metric before the state, and a reason that fits', async () => {
    cloudWatch.reset();
    await abortSwitch.trip('iris', 'r-1', 'x'.repeat(2000));
    expect(cloudWatch.calls().map(({ args }) => args[0].constructor)).toEqual([
      PutMetricDataCommand,
      SetAlarmStateCommand,
    ]);
    expect(cloudWatch.calls()[0]?.args[0].input).toEqual({
      Namespace: 'Greenlight',
      MetricData: [
        {
          MetricName: 'Abort',
          Dimensions: [
            { Name: 'Stage', Value: 'prod' },
            { Name: 'Rollout', Value: 'r-1' },
          ],
          Value: 1,
        },
      ],
    });
    const state = cloudWatch.commandCalls(SetAlarmStateCommand)[0]?.args[0].input;
    expect(state).toMatchObject({ AlarmName: 'greenlight-prod-abort-r-1', StateValue: 'ALARM' });
    expect(state?.StateReason).toHaveLength(1023);
  });

  it('a failure that is no absence is thrown on', async () => {
    cloudWatch.reset();
    cloudWatch
      .on(SetAlarmStateCommand)
      .rejects(Object.assign(new Error('slow down'), { name: 'Throttling' }));
    await expect(abortSwitch.trip('iris', 'r-1', 'stop')).rejects.toThrow('slow down');
    cloudWatch
      .on(DescribeAlarmsCommand)
      .resolves({ MetricAlarms: [{ AlarmName: 'greenlight-prod-abort-r-1', AlarmArn: 'arn' }] });
    cloudWatch
      .on(ListTagsForResourceCommand)
      .rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));
    await expect(abortSwitch.remove('r-1')).rejects.toThrow('denied');
  });
});
