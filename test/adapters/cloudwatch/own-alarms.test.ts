import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { cloudWatchOwnAlarms } from '../../../adapters/cloudwatch/own-alarms.ts';
import { deleteAlarms } from '../../../adapters/cloudwatch/owned.ts';
import { managedAlarmRequest } from '../../../core/alarms/managed.ts';
import { aFleet, aManagedAlarm } from '../../core/alarms/support.ts';
import { errorAlarm, setting } from '../../local/cloudwatch/setting.ts';
import { aRollout } from '../../support/builders.ts';

const requests = [0, 1].map((n) => managedAlarmRequest(aManagedAlarm({ threshold: n + 1 }), n, aFleet()));
const names = requests.map(({ AlarmName }) => AlarmName);

function world(...options: Parameters<typeof setting>) {
  const made = setting(...options);
  const alarms = cloudWatchOwnAlarms(made.client, 'local');
  const found = async () =>
    (await made.client.send(new DescribeAlarmsCommand({}))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  return { ...made, alarms, found };
}

describe('Managed alarms', () => {
  it('are made, made again without harm, and removed', async () => {
    const { alarms, found, clock } = world();
    await alarms.put(requests);
    await clock.advance(60_000);
    await alarms.put(requests);
    expect(await found()).toEqual(names);
    expect(await alarms.remove('iris', names)).toEqual(names);
    expect(await found()).toEqual([]);
    expect(await alarms.remove('iris', names)).toEqual([]);
  });

  it('follow a plan that was made anew, keeping their state', async () => {
    const { alarms, client, clock } = world();
    await alarms.put(requests);
    await clock.advance(60_000);
    await alarms.put([managedAlarmRequest(aManagedAlarm({ threshold: 7 }), 0, aFleet())]);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: names.slice(0, 1) }));
    expect(MetricAlarms).toMatchObject([{ Threshold: 7, StateValue: 'OK' }]);
  });

  it('and the abort switch take one DescribeAlarms together', async () => {
    const { alarms, client, found } = world();
    const sent: string[] = [];
    client.middlewareStack.add((next, { commandName }) => (args) => {
      sent.push(String(commandName));
      return next(args);
    });
    await alarms.put(requests, aRollout());
    expect(sent).toEqual([
      'DescribeAlarmsCommand',
      ...Array.from({ length: 3 }, () => 'PutMetricAlarmCommand'),
      'SetAlarmStateCommand',
    ]);
    sent.length = 0;
    await alarms.put(requests, aRollout());
    expect(sent).toEqual([
      'DescribeAlarmsCommand',
      ...Array.from({ length: 3 }, () => 'ListTagsForResourceCommand'),
    ]);
    expect(await found()).toHaveLength(3);
  });

  it('are made on from where a throttled try ended: what is there is not put again', async () => {
    const { alarms, client } = world();
    await alarms.put(requests.slice(0, 1));
    const sent: unknown[] = [];
    client.middlewareStack.add((next, { commandName }) => (args) => {
      if (commandName === 'PutMetricAlarmCommand') sent.push((args.input as { AlarmName: string }).AlarmName);
      return next(args);
    });
    await alarms.put(requests);
    expect(sent).toEqual(names.slice(1));
  });

  it('are never put over an alarm of somebody else', async () => {
    const { alarms, client } = world();
    await client.send(new PutMetricAlarmCommand({ ...errorAlarm, AlarmName: names[0] }));
    await expect(alarms.put(requests)).rejects.toMatchObject({
      name: 'ApiRefused',
      message: expect.stringContaining(`alarm ${names[0]} exists`),
    });
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: names.slice(0, 1) }));
    expect(MetricAlarms).toMatchObject([{ MetricName: 'Invocation5XXErrors', Threshold: 1 }]);
  });

  it('are removed only where they carry our tags, for this stage and endpoint', async () => {
    const { alarms, client, found } = world();
    await alarms.put([
      ...requests,
      managedAlarmRequest(aManagedAlarm(), 2, aFleet({ stage: 'prod' })),
      managedAlarmRequest(aManagedAlarm(), 3, aFleet({ endpoint: 'orchid' })),
    ]);
    await client.send(new PutMetricAlarmCommand(errorAlarm));
    await client.send(new PutMetricAlarmCommand({ ...errorAlarm, AlarmName: 'half' }));
    await client.send(
      new TagResourceCommand({
        ResourceARN: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:half',
        Tags: [{ Key: 'greenlight:stage', Value: 'local' }],
      }),
    );
    const all = (await found()) as string[];
    expect(all).toHaveLength(6);
    expect(await alarms.remove('IRIS', all)).toEqual(names);
    expect(await found()).toEqual(all.filter((name) => !names.includes(name)));
  });
});

it.each(['none-deleted', 'others-deleted'] as const)(
  'alarms go that are deleted with one that somebody has deleted meanwhile: %s',
  async (unknownAlarm) => {
    const { alarms, client, found } = world({ unknownAlarm });
    await alarms.put(requests);
    await deleteAlarms(client, ['never-was', ...names]);
    expect(await found()).toEqual([]);
  },
);

describe('At the SDK’s edge', () => {
  it('nothing is asked for, and nothing deleted, where there are no names', async () => {
    const client = new CloudWatchClient({ region: 'us-east-1' });
    const cloudWatch = mockClient(client);
    const alarms = cloudWatchOwnAlarms(client, 'local');
    await alarms.put([]);
    expect(await alarms.remove('iris', [])).toEqual([]);
    cloudWatch.on(DescribeAlarmsCommand).resolves({});
    expect(await alarms.remove('iris', ['a'])).toEqual([]);
    expect(cloudWatch.commandCalls(DeleteAlarmsCommand)).toEqual([]);
    expect(cloudWatch.calls()).toHaveLength(1);
  });
});
