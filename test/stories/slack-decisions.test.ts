import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagingMs } from '../support/packaged.ts';
import { manifest, type Story, startStory } from './story.ts';

const hour = 3_600_000;
const approval = 'approval: { timeout: 8h, otherwise: reject, by: [S0RELEASERS] }';
const gated = `${manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }')}
gates: { before: [{ ${approval} }] }
`;

let story: Story;
let release: string;
/** A first release is live, and a second one waits for somebody of S0RELEASERS (Ana and Ben, not Eve). */
beforeEach(async () => {
  story = await startStory({}, 'bot');
  await story.makeAlarm();
  await story.uploadManifest(gated);
  const first = await story.upload('models/iris/v1/model.tar.gz');
  await story.clock.advance(60_000);
  await pressed('greenlight:approve', 'U0ANA', first);
  await story.ended(first);
  release = await story.upload('models/iris/v2/model.tar.gz');
  await story.clock.advance(hour);
}, packagingMs);
afterEach(() => story.close());

/** The message of a release's rollout: the newest that is no reply and for everybody. */
const messageOf = (version: string) =>
  story.aws.slack
    .messages()
    .filter(({ threadTs, onlyTo }) => threadTs === undefined && onlyTo === undefined)
    .findLast(({ text }) => text.includes(version));

/** Somebody presses a button of the message; what they are told alone. */
async function pressed(action: string, user: string, of = release): Promise<string[]> {
  const ts = messageOf(of === release ? 'v2' : 'v1')?.ts ?? 'none';
  const outcome = await story.clock.drive(story.aws.slack.press(ts, action, user));
  expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
  await story.clock.advance(10_000);
  return toldTo(user);
}
const toldTo = (user: string) =>
  story.aws.slack
    .messages()
    .filter(({ onlyTo }) => onlyTo === user)
    .map(({ text }) => text);
const threadOf = (version: string) =>
  story.aws.slack.replies(messageOf(version)?.ts ?? '').map(({ text }) => text);

describe('From the channel', () => {
  it('a release is approved: who did is in the ledger and in the thread, and it goes live', async () => {
    expect(story.concluded(release)).toEqual([]);
    expect(await pressed('greenlight:approve', 'U0BEN')).toEqual([
      `:white_check_mark: Gate approval of ${release}-1 is approved.`,
    ]);
    expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
    expect(await story.item(`gate#${release}-1#before#0`)).toMatchObject({
      item: { status: 'passed', decision: { verdict: 'approve', by: 'U0BEN', name: 'ben', via: 'slack' } },
    });
    expect(threadOf('v2').join('\n')).toMatch(/approved.*\n.*By ben \(U0BEN\), in Slack/);
    await story.checkInvariants();
  });

  it('it is rejected by two who press at the same time: one decides, the other is told', async () => {
    const ts = messageOf('v2')?.ts ?? 'none';
    const { slack } = story.aws;
    await story.clock.drive(
      Promise.all([
        slack.press(ts, 'greenlight:reject', 'U0ANA'),
        slack.press(ts, 'greenlight:reject', 'U0BEN'),
      ]),
    );
    const ended = await story.ended(release);
    await story.clock.advance(60_000);
    const told = [toldTo('U0ANA').at(-1), toldTo('U0BEN').at(-1)].sort();
    expect(told).toEqual([
      expect.stringMatching(/^:no_entry: Decided already: rejected by (ana|ben) .*Nothing was changed\.$/),
      `:white_check_mark: Gate approval of ${release}-1 is rejected.`,
    ]);
    expect(ended).toMatchObject({
      outcome: 'REJECTED',
      cause: expect.stringMatching(/rejected by (ana|ben) \(U0/),
    });
    await story.checkInvariants();
  });

  it('Eve, who is no releaser, neither approves nor aborts it', async () => {
    const before = await story.item(`gate#${release}-1#before#0`);
    expect(await pressed('greenlight:approve', 'U0EVE')).toEqual([
      ':no_entry: You are not among those who may decide this gate. Nothing was changed.',
    ]);
    expect(await story.item(`gate#${release}-1#before#0`)).toEqual(before);
    await story.clock.advance(8 * hour);
    expect(await story.ended(release)).toMatchObject({ outcome: 'REJECTED' });
    await story.checkInvariants();
  });
});
