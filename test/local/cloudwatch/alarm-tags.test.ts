import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { errorAlarm, setting } from './setting.ts';

const ResourceARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:iris-5xx';

describe('the tags of an alarm', () => {
  it('are set when it is made, and changed by operations of their own', async () => {
    const { client } = setting();
    const tags = async () => (await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    await client.send(new PutMetricAlarmCommand({ ...errorAlarm, Tags: [{ Key: 'team', Value: 'red' }] }));
    await client.send(new PutMetricAlarmCommand({ ...errorAlarm, Tags: [{ Key: 'team', Value: 'blue' }] }));
    expect(await tags()).toEqual([{ Key: 'team', Value: 'red' }]);
    const Tags = [
      { Key: 'team', Value: 'green' },
      { Key: 'stage', Value: '' },
    ];
    await client.send(new TagResourceCommand({ ResourceARN, Tags }));
    expect(await tags()).toEqual(Tags);
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team', 'none'] }));
    expect(await tags()).toEqual([{ Key: 'stage', Value: '' }]);
  });

  it.each<[Tag[], string]>([
    [[{ Key: 'aws:x', Value: '' }], 'Tag keys starting with aws: are reserved.'],
    [
      Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
      'The maximum number of tags is 50.',
    ],
    [
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      'Duplicate tag keys found.',
    ],
    [[{ Key: '', Value: '' }], "at 'tags.1.member.key'"],
  ])('are refused: %o', async (Tags, message) => {
    const { client, cloudWatch } = setting();
    const put = client.send(new PutMetricAlarmCommand({ ...errorAlarm, Tags }));
    await expect(put).rejects.toThrow(message);
    expect(cloudWatch.alarms.state('iris-5xx')).toBeUndefined();
    cloudWatch.putMetricAlarm(errorAlarm);
    await expect(client.send(new TagResourceCommand({ ResourceARN, Tags }))).rejects.toThrow(message);
  });

  it('are of alarms that exist', async () => {
    const { client } = setting();
    const Tags = [{ Key: 'team', Value: 'red' }];
    const arn = 'arn:aws:cloudwatch::000000000000:dashboard/x';
    for (const [asking, ResourceId] of [
      [client.send(new TagResourceCommand({ ResourceARN, Tags })), ResourceARN],
      [client.send(new ListTagsForResourceCommand({ ResourceARN: arn })), arn],
    ] as const) {
      await expect(asking).rejects.toMatchObject({ name: 'ResourceNotFoundException', ResourceId });
    }
  });

  it('are none once it is deleted, which is no error', async () => {
    const { client } = setting();
    await client.send(new PutMetricAlarmCommand({ ...errorAlarm, Tags: [{ Key: 'team', Value: 'red' }] }));
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['iris-5xx'] }));
    expect((await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([]);
  });
});

describe('the actions of an alarm', () => {
  it('are switched off and on; names that do not exist are passed over', async () => {
    const { clock, client, cloudWatch, published, errors } = setting();
    const topic = 'arn:aws:sns:us-east-1:000000000000:t';
    cloudWatch.putMetricAlarm({ ...errorAlarm, AlarmActions: [topic], OKActions: [topic] });
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['iris-5xx', 'none'] }));
    await clock.advance(60_000);
    expect(published).toEqual([]);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms?.[0]).toMatchObject({ ActionsEnabled: false, StateValue: 'OK' });
    await client.send(new EnableAlarmActionsCommand({ AlarmNames: ['iris-5xx'] }));
    for (let minute = 0; minute < 2; minute += 1) {
      errors(1);
      await clock.advance(60_000);
    }
    expect(published.map(({ subject }) => subject)).toEqual(['ALARM: "iris-5xx" in US East (N. Virginia)']);
  });
});
