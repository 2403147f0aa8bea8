import { CloudWatchClient, PutCompositeAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, expect, it } from 'vitest';
import { packagingMs } from '../support/packaged.ts';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
afterEach(() => story.close());

it(
  'A composite alarm that rolls back names the child that made it go off, in the notice and in the outcome',
  async () => {
    story = await startStory();
    await story.makeAlarm('iris-5xx');
    await story.makeAlarm('latency');
    const cloudWatch = story.aws.clients(CloudWatchClient);
    const AlarmRule = 'ALARM("iris-5xx") OR ALARM("latency")';
    const either = new PutCompositeAlarmCommand({ AlarmName: 'iris-any', AlarmRule });
    await story.clock.drive(cloudWatch.send(either));
    await story.uploadManifest(manifest.replace('name: iris-5xx', 'name: iris-any'));
    const first = await story.upload('models/iris/v1/model.tar.gz');
    await story.ended(first);

    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(10 * 60_000);
    const off = new SetAlarmStateCommand({
      AlarmName: 'latency',
      StateValue: 'ALARM',
      StateReason: 'the story',
    });
    await story.clock.drive(cloudWatch.send(off));
    const ended = await story.ended(release);
    expect(ended).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('iris-any (because of latency)'),
      breaches: [{ name: 'iris-any', children: ['latency'] }],
    });
    const told = story.told.filter(({ thread }) => thread === `${release}-1`);
    expect(told.map(({ phase }) => phase)).toEqual(['shifting', 'alarm', 'ROLLED_BACK']);
    for (const { description } of told.slice(1)) {
      expect(description).toContain('latency');
      expect(description).not.toContain('iris-5xx');
    }
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  },
  packagingMs,
);
