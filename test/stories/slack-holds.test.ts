import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagingMs } from '../support/packaged.ts';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
let first: string;
/** A first release is live; alarm kpi asks people, in a shift for an hour and in a soak too. */
beforeEach(async () => {
  story = await startStory({}, 'bot');
  await story.makeAlarm();
  await story.makeAlarm('kpi');
  await story.uploadManifest();
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, packagingMs);
afterEach(() => story.close());

const minute = 60_000;
const asking = manifest.replace(
  'on: rollback }]',
  'on: rollback }, { name: kpi, on: hold, hold: { timeout: 1h } }]',
);
async function changed(text: string): Promise<void> {
  await story.uploadManifest(text);
  await story.clock.advance(60_000);
}

const messageOf = (version: string) =>
  story.aws.slack
    .messages()
    .filter(({ threadTs, onlyTo }) => threadTs === undefined && onlyTo === undefined)
    .findLast(({ text }) => text.includes(version))?.ts ?? 'none';
const buttonsOf = (version: string) =>
  story.aws.slack.buttons(messageOf(version)).map(({ action_id }) => action_id);
const press = (version: string, action: string, user: string) =>
  story.aws.slack.press(messageOf(version), action, user);
async function pressed(version: string, action: string, user: string): Promise<void> {
  expect(await story.clock.drive(press(version, action, user))).toMatchObject({ status: 200 });
  await story.clock.advance(10_000);
}
const toldTo = (user: string) =>
  story.aws.slack
    .messages()
    .filter(({ onlyTo }) => onlyTo === user)
    .map(({ text }) => text);
async function setAlarm(StateValue: 'ALARM' | 'OK'): Promise<void> {
  const command = new SetAlarmStateCommand({ AlarmName: 'kpi', StateValue, StateReason: 'the story' });
  await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
  await story.clock.advance(minute);
}
const live = async () => (await story.describe()).EndpointConfigName;

describe('A hold in a bake, from the channel', () => {
  it('goes on by Continue, and by Abort ends as SageMaker’s own shift back', async () => {
    await changed(asking);
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(10 * minute);
    expect(buttonsOf('v2')).toEqual(['greenlight:abort']);
    await setAlarm('ALARM');
    expect(buttonsOf('v2')).toEqual(['greenlight:continue', 'greenlight:abort']);
    await pressed('v2', 'greenlight:continue', 'U0ANA');
    expect(buttonsOf('v2')).toEqual(['greenlight:abort']);
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.item(`gate#${second}-1#during#0`)).toMatchObject({
      item: { status: 'overridden', decision: { verdict: 'approve', by: 'U0ANA', via: 'slack' } },
    });

    await setAlarm('OK');
    const third = await story.upload('models/iris/v3/model.tar.gz');
    await story.clock.advance(10 * minute);
    await setAlarm('ALARM');
    // Both at the same moment: one of them counts, and the other is told.
    await story.clock.drive(
      Promise.all([press('v3', 'greenlight:abort', 'U0ANA'), press('v3', 'greenlight:abort', 'U0BEN')]),
    );
    const ended = await story.ended(third);
    await story.clock.advance(minute);
    expect(ended).toMatchObject({
      outcome: 'ROLLED_BACK',
      stop: { by: expect.stringMatching(/U0(ANA|BEN)/) },
    });
    expect(ended.cause).toContain('SageMaker shifted all traffic back');
    expect(story.phasesOf(`${third}-1`)).not.toContain('going-back');
    const refused = [toldTo('U0ANA'), toldTo('U0BEN')].flat().filter((text) => text.includes('already'));
    expect(refused).toEqual([expect.stringMatching(/^:no_entry: Decided already: rejected by (ana|ben) /)]);
    expect(await live()).toBe(`${second}-1`);
    await story.checkInvariants();
  });
});

describe('After the shift, from the channel', () => {
  it('a hold in a soak is kept or rolled back, and so is what waits for an approval', async () => {
    const quick = asking.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');
    await changed(
      `${quick}gates: { after: [{ soak: 30m }, { approval: { timeout: 2h, otherwise: keep } }] }\n`,
    );
    /** The shift ends at ten minutes, so this is in the soak. */
    const soaking = async (version: string) => {
      const release = await story.upload(`models/iris/${version}/model.tar.gz`);
      await story.clock.advance(20 * minute);
      await setAlarm('ALARM');
      expect(buttonsOf(version)).toEqual(['greenlight:approve', 'greenlight:roll-back']);
      return release;
    };
    const second = await soaking('v2');
    await pressed('v2', 'greenlight:approve', 'U0ANA');
    await setAlarm('OK');
    expect(buttonsOf('v2')).toEqual(['greenlight:roll-back']);
    await story.clock.advance(30 * minute);
    expect(buttonsOf('v2')).toEqual(['greenlight:approve', 'greenlight:roll-back']);
    await pressed('v2', 'greenlight:approve', 'U0BEN');
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.item(`gate#${second}-1#after#0`)).toMatchObject({
      item: { status: 'overridden', why: 'soaked for 30m in spite of alarm kpi' },
    });

    const third = await soaking('v3');
    await pressed('v3', 'greenlight:roll-back', 'U0BEN');
    const goneBack = {
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('The endpoint was updated back'),
    };
    expect(await story.ended(third)).toMatchObject(goneBack);
    await setAlarm('OK');

    const fourth = await story.upload('models/iris/v4/model.tar.gz');
    await story.clock.advance(60 * minute);
    await pressed('v4', 'greenlight:roll-back', 'U0ANA');
    const ended = await story.ended(fourth);
    expect(ended).toMatchObject(goneBack);
    expect(ended.cause).toContain('ana (U0ANA)');
    expect(await live()).toBe(`${second}-1`);
    await story.checkInvariants();
  });
});
