import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
let first: string;
beforeEach(async () => {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest(quick);
  first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
}, 60_000);
afterEach(() => story.close());

/** All at once: an update takes 240 s to provision, 300 s of baking and 60 s to end blue. */
const quick = manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');
const hour = 3_600_000;

/** The manifest with gates, uploaded; that alone has nothing to roll out. */
async function gated(gates: string): Promise<void> {
  await story.uploadManifest(`${quick}gates:\n${gates}`);
  await story.clock.advance(60_000);
}

const decide = (action: 'approve' | 'reject', more = {}) =>
  story.operate({ command: 'decide', endpoint: 'iris', action, ...more });

async function setAlarm(StateValue: 'ALARM' | 'OK'): Promise<void> {
  const command = new SetAlarmStateCommand({ AlarmName: 'iris-5xx', StateValue, StateReason: 'the story' });
  await story.clock.drive(story.aws.clients(CloudWatchClient).send(command));
}

describe('an approval before the shift', () => {
  const approval = '  before: [{ approval: { timeout: 8h, otherwise: reject } }]';

  it('holds the release until somebody approves it', async () => {
    await gated(approval);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(3 * hour);
    expect(story.concluded(release)).toEqual([]);
    expect((await story.inSageMaker()).configs).not.toContain(`${release}-1`);
    const asked = story.told.filter(({ phase }) => phase === 'gate');
    expect(asked).toHaveLength(1);
    expect(await decide('approve', { reason: 'metrics look fine' })).toMatchObject({ done: 'decided' });
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('rejects it, with who and why', async () => {
    await gated(approval);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(hour);
    await decide('reject', { reason: 'not before the audit' });
    const ended = await story.ended(release);
    expect(ended).toMatchObject({ outcome: 'REJECTED' });
    expect(ended.cause).toMatch(/not before the audit.*Nothing was changed\./);
    await story.checkInvariants();
  });

  it.each([
    ['reject', 'REJECTED'],
    ['approve', 'DEPLOYED'],
  ])('that nobody gives in time ends as the manifest says: %s', async (otherwise, outcome) => {
    await gated(`  before: [{ approval: { timeout: 8h, otherwise: ${otherwise} } }]`);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    const before = story.clock.now();
    expect(await story.ended(release)).toMatchObject({ outcome });
    expect(story.clock.now() - before).toBeGreaterThanOrEqual(8 * hour);
    await story.checkInvariants();
  });

  it('counts once: of two at the same time the second is told', async () => {
    await gated(approval);
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(hour);
    const answers = [await decide('approve'), await decide('reject')];
    expect(answers.map(({ done }) => done)).toEqual(['decided', 'nothing']);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await decide('reject')).toMatchObject({ done: 'nothing' });
    await story.checkInvariants();
  });

  it('may be aborted, and yields to a newer artifact', async () => {
    await gated(approval);
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(hour);
    const third = await story.upload('models/iris/v3/model.tar.gz');
    expect(await story.ended(second)).toMatchObject({ outcome: 'SUPERSEDED' });
    await story.clock.advance(hour);
    await story.operate({ command: 'abort', endpoint: 'iris', reason: 'enough' });
    expect(await story.ended(third)).toMatchObject({ outcome: 'REJECTED' });
    await story.checkInvariants();
  });
});

describe('a window', () => {
  it('is waited for, with one timer', async () => {
    // The story begins on a Monday; the window opens on Wednesdays.
    await gated('  before: [{ window: "Wed 09:00-17:00 Europe/Berlin" }]');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    const record = await story.item(`rollout#${release}-1`);
    const { prepared = '' } = (record?.phases ?? {}) as Record<string, string>;
    expect(new Date(prepared).getUTCDay()).toBe(3);
    expect(new Date(prepared).getUTCHours()).toBe(8);
    await story.checkInvariants();
  });
});

describe('alarms that must be clear', () => {
  it('hold the release until they have been OK for the time stated', async () => {
    await gated('  before: [{ alarms-clear: { for: 10m } }]');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });
});

describe('a soak after the shift', () => {
  it('ends well where no alarm goes off', async () => {
    await gated('  after: [{ soak: 30m }]');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(1000 * 1000);
    expect((await story.describe()).EndpointConfigName).toBe(`${release}-1`);
    expect(story.concluded(release)).toEqual([]);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('rolls back where one does, ten minutes after all traffic had shifted', async () => {
    await gated('  after: [{ soak: 30m }]');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance((600 + 600) * 1000);
    await setAlarm('ALARM');
    const ended = await story.ended(release);
    expect(ended).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(ended.cause).toMatch(/soak.*iris-5xx/);
    expect((await story.describe()).EndpointConfigName).toBe(`${first}-1`);
    await story.checkInvariants();
  });

  it('ends at once when somebody aborts', async () => {
    await gated('  after: [{ soak: 30m }]');
    const release = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance((600 + 300) * 1000);
    await story.operate({ command: 'abort', endpoint: 'iris', reason: 'customers complain' });
    expect(await story.ended(release)).toMatchObject({
      outcome: 'ROLLED_BACK',
      cause: expect.stringContaining('Aborted by ana@example.com: customers complain.'),
    });
    await story.checkInvariants();
  });
});

describe('an approval after the shift', () => {
  it('keeps the release, or rolls it back', async () => {
    await gated('  after: [{ approval: { timeout: 2h, otherwise: roll-back } }]');
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(1000 * 1000);
    await decide('approve');
    expect(await story.ended(second)).toMatchObject({ outcome: 'DEPLOYED' });
    const third = await story.upload('models/iris/v3/model.tar.gz');
    expect(await story.ended(third)).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect((await story.describe()).EndpointConfigName).toBe(`${second}-1`);
    await story.checkInvariants();
  });
});

describe('a rollback', () => {
  const approval = '  before: [{ approval: { timeout: 8h, otherwise: reject } }]';
  const goneBack = async (fast: boolean) => {
    await gated(approval);
    const second = await story.upload('models/iris/v2/model.tar.gz');
    await story.clock.advance(hour);
    await decide('approve');
    await story.ended(second);
    const { rollout = '' } = await story.operate({ command: 'rollback', endpoint: 'iris', fast });
    return rollout;
  };

  it('has to pass the gates', async () => {
    const rollout = await goneBack(false);
    await story.clock.advance(hour);
    expect(story.concluded(rollout)).toEqual([]);
    await decide('approve');
    expect(await story.ended(rollout)).toMatchObject({ outcome: 'DEPLOYED' });
    await story.checkInvariants();
  });

  it('goes past them where it has to be fast', async () => {
    const rollout = await goneBack(true);
    const before = story.clock.now();
    expect(await story.ended(rollout)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(story.clock.now() - before).toBeLessThan(hour);
    await story.checkInvariants();
  });
});
