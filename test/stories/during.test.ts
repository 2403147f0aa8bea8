import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
let first: string;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.makeAlarm('kpi');
  await story.uploadManifest();
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, 60_000);
afterEach(() => story.close());

/** Linear, a fifth at a time: bakes begin at 4, 9, 14 and 19 minutes, the final one at 24, blue is ended at 29. */
const minute = 60_000;
const finalBake = 24;

/** The manifest with more, uploaded; that alone has nothing to roll out. */
async function changed(text: string): Promise<void> {
  await story.uploadManifest(text);
  await story.clock.advance(60_000);
}
const gated = (during: string) => changed(`${manifest}gates: { during: [${during}] }\n`);
const held = (terms = '') =>
  changed(manifest.replace('on: rollback }]', `on: rollback }, { name: kpi, on: hold${terms} }]`));

const asks = () => story.told.filter(({ phase }) => phase === 'gate');
const decide = (action: 'approve' | 'reject', rollout: string) =>
  story.operate({
    command: 'decide',
    endpoint: 'iris',
    action,
    gate: `${rollout}/during/0`,
    reason: 'I have looked at it',
  });
async function setAlarm(StateValue: 'ALARM' | 'OK'): Promise<void> {
  const command = new SetAlarmStateCommand({ AlarmName: 'kpi', StateValue, StateReason: 'the story' });
  await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
  await story.clock.advance(1000);
}
const live = async () => (await story.describe()).EndpointConfigName;

describe('a smoke test in the final bake', () => {
  const smoke = '{ smoke: { inline: "1,2", requests: 5 } }';

  it('that fails makes SageMaker itself shift back, while blue still stands', async () => {
    await gated(smoke);
    const release = await story.upload('models/iris/v2/model.tar.gz', story.broken);
    const began = story.clock.now();
    const ended = await story.ended(release);
    expect(ended).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringMatching(/^Not passed: gate smoke: .*SageMaker shifted all traffic back/),
      stop: { kind: 'gate', by: 'gate smoke' },
    });
    expect(story.clock.now() - began).toBeLessThan((finalBake + 2) * minute);
    expect(story.phasesOf(`${release}-1`)).not.toContain('going-back');
    expect(await live()).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it('that passes is over when blue goes', async () => {
    await gated(smoke);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance((finalBake + 1) * minute);
    expect(await story.item(`gate#${release}-1#during#0`)).toMatchObject({ item: { status: 'passed' } });
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(story.phasesOf(`${release}-1`)).not.toContain('gates-after');
    await story.checkInvariants();
  });

  it('whose event was lost is run late, before it is called deployed', async () => {
    await gated(smoke);
    story.aws.disturbEvents({
      matching: (event) => event['detail-type'] === 'SageMaker Endpoint Deployment State Change',
      effect: { kind: 'drop' },
    });
    const release = await story.upload('models/iris/v2/model.tar.gz', story.broken);
    const ended = await story.ended(release);
    expect(ended).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringMatching(/^Not passed: gate smoke: .*The endpoint was updated back/),
    });
    expect(story.phasesOf(`${release}-1`)).toEqual(expect.arrayContaining(['gates-after', 'going-back']));
    expect(await live()).toBe(`${first}-1`);
    await story.checkInvariants();
  });
});

describe('an alarm with on: hold that goes off in a bake', () => {
  const goesOff = async (terms?: string) => {
    await held(terms);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(10 * minute);
    await setAlarm('ALARM');
    return release;
  };

  it('asks once, however often it comes and goes; Continue lets the shift go on', async () => {
    const release = await goesOff();
    await setAlarm('OK');
    await setAlarm('ALARM');
    expect(asks()).toHaveLength(1);
    expect(asks()[0]?.description).toContain('alarm kpi (on: hold) went off. Go on all the same?');
    await decide('approve', `${release}-1`);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(asks()).toHaveLength(1);
    expect(await story.item(`gate#${release}-1#during#0`)).toMatchObject({
      item: { status: 'overridden', why: expect.stringContaining('continued by ana@example.com') },
    });
    await story.checkInvariants();
  });

  it('and Abort ends it by SageMaker’s own shift, with who and why', async () => {
    const release = await goesOff('');
    await story.clock.advance(2 * minute);
    await decide('reject', `${release}-1`);
    const ended = await story.ended(release);
    expect(ended.outcome).toBe('ROLLED_BACK');
    expect(ended.cause).toMatch(/ana@example\.com: I have looked at it\. SageMaker shifted all traffic back/);
    expect(await live()).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it.each([
    ['abort', 'ROLLED_BACK', /nobody decided within 5m: aborted as the manifest says\. SageMaker shifted/],
    ['continue', 'DEPLOYED', /live/],
  ])('that nobody answers ends as the manifest says: %s', async (otherwise, outcome, cause) => {
    const release = await goesOff(`, hold: { timeout: 5m, otherwise: ${otherwise} }`);
    await story.clock.advance(6 * minute);
    const kept = await story.item(`gate#${release}-1#during#0`);
    expect(kept).toMatchObject({ item: { status: otherwise === 'abort' ? 'failed' : 'overridden' } });
    expect(await decide('approve', `${release}-1`)).toMatchObject({ done: 'nothing' });
    const ended = await story.ended(release);
    expect(ended).toMatchObject({ outcome, cause: expect.stringMatching(cause) });
    await story.checkInvariants();
  });

  it('aborts at once where the manifest says so', async () => {
    const release = await goesOff(', hold: { meanwhile: abort }');
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining(
        'the manifest says to abort at once. SageMaker shifted all traffic back',
      ),
    });
    expect(asks()).toEqual([]);
    await story.checkInvariants();
  });

  it('still asks when the shift is over, and then Abort goes back by an update', async () => {
    await held(', hold: { timeout: 1h }');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance((finalBake + 4) * minute);
    await setAlarm('ALARM');
    await story.clock.advance(10 * minute);
    expect(story.concluded(release)).toEqual([]);
    expect(await live()).toBe(`${release}-1`);
    await decide('reject', `${release}-1`);
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringMatching(/ana@example\.com: I have looked at it\. The endpoint was updated back/),
    });
    expect(asks()).toHaveLength(1);
    await story.checkInvariants();
  });
});

describe('an execution that dies', () => {
  const stop = async (execution: string) => {
    const command = new StopExecutionCommand({
      executionArn: story.executionArn(execution),
      cause: 'by hand',
    });
    await story.clock.drive(story.aws.clients(SFNClient).send(command));
  };

  it('while it shifts has a caretaker, which makes up for the checks that were missed', async () => {
    await gated('{ smoke: { inline: "1,2", requests: 5 } }');
    const events = story.aws.disturbEvents({
      matching: (event) => event['detail-type'] === 'SageMaker Endpoint Deployment State Change',
      effect: { kind: 'drop' },
    });
    const release = await story.upload('models/iris/v2/model.tar.gz', story.broken);
    await story.clock.advance(10 * minute);
    await stop(`${release}-1`);
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringMatching(/^Not passed: gate smoke: .*The endpoint was updated back/),
    });
    events.cancel();
    await story.checkInvariants([`${release}-1`]);
  });

  it('while people are asked after its shift has one, which goes on asking', async () => {
    await held(', hold: { timeout: 8h, otherwise: continue }');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance((finalBake + 4) * minute);
    await setAlarm('ALARM');
    await story.clock.advance(10 * minute);
    await stop(`${release}-1`);
    await story.clock.advance(10 * minute);
    expect(story.concluded(release)).toEqual([]);
    await decide('reject', `${release}-1`);
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('I have looked at it'),
    });
    expect(asks()).toHaveLength(1);
    await story.checkInvariants([`${release}-1`]);
  });
});
