import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../local/slack/conversation.ts';
import { packagingMs } from '../support/packaged.ts';
import { type Story, startStory } from './story.ts';

let story: Story;
afterEach(() => story.close());

const start = async () => {
  story = await startStory({}, 'bot');
  await story.makeAlarm();
  await story.uploadManifest();
  await story.ended(await story.upload('models/iris/v1/model.tar.gz'));
};
const hour = 3_600_000;
const all = (): readonly Message[] => story.aws.slack.messages();
/** The channel's messages that are about a version, replies left out. */
const about = (version: string): Message[] =>
  all().filter(({ threadTs, text }) => threadTs === undefined && text.includes(` ${version}:`));
const repliesTo = (message: Message | undefined): string[] =>
  story.aws.slack.replies(message?.ts ?? '').map(({ text }) => text.split('\n')[0] ?? '');

describe('A linear rollout', () => {
  it(
    'is one message whose traffic moves, with a thread, and its outcome at the end',
    async () => {
      await start();
      const shares: string[] = [];
      story.aws.slack.onChange(() => {
        const share = about('v2')[0]?.text.match(/^Traffic: (.*)$/m)?.[1];
        if (share !== undefined && share !== shares.at(-1)) shares.push(share);
      });
      const release = await story.upload('models/iris/v2/model.tar.gz');
      await story.ended(release);
      await story.clock.advance(60_000);
      expect(shares).toEqual([
        ...['blue 100%, green 0%', 'blue 80%, green 20%', 'blue 60%, green 40%', 'blue 40%, green 60%'],
        ...['blue 20%, green 80%', 'blue 0%, green 100%', 'green 100%'],
      ]);
      const [message, ...more] = about('v2');
      expect(more).toEqual([]);
      expect(message?.text).toMatch(/^:white_check_mark: iris v2: DEPLOYED\n/);
      expect(repliesTo(message)).toEqual([
        ':arrows_counterclockwise: iris v2: shifting traffic',
        ':white_check_mark: iris v2: DEPLOYED',
      ]);
      // The one before serves no longer, and nobody is offered to roll it back.
      expect(story.aws.slack.buttons(about('v1')[0]?.ts ?? '')).toEqual([]);
      expect(story.aws.slack.buttons(message?.ts ?? '')).toHaveLength(1);
      expect(story.handlerErrors).toEqual([]);
      await story.checkInvariants();
    },
    packagingMs,
  );
});

describe('Slack down for an hour', () => {
  it(
    'loses nothing, tells nothing twice, and no rollout waits',
    async () => {
      await start();
      const before = story.clock.now();
      const told = all().length;
      story.aws.slack.setTrouble('down');
      const release = await story.upload('models/iris/v2/model.tar.gz');
      await story.ended(release);
      const seconds = (story.clock.now() - before) / 1000;
      // Provisioning 240 s, 4 × 300 s between shifts, 300 s at the end, termination 60 s: as with a Slack that is there.
      expect(seconds).toBeCloseTo(240 + 4 * 300 + 300 + 60, -1);
      await story.clock.advance(before + hour - story.clock.now());
      expect(all()).toHaveLength(told);
      story.aws.slack.setTrouble('none');
      await story.clock.advance(10 * 60_000);
      expect(about('v2')).toHaveLength(1);
      expect(about('v2')[0]?.text).toMatch(/^:white_check_mark: iris v2: DEPLOYED\n/);
      expect(repliesTo(about('v2')[0]).sort()).toEqual([
        ':arrows_counterclockwise: iris v2: shifting traffic',
        ':white_check_mark: iris v2: DEPLOYED',
      ]);
      // Two messages, with two replies each.
      expect(all()).toHaveLength(6);
      expect(story.handlerErrors).toEqual([]);
      await story.checkInvariants();
    },
    packagingMs,
  );
});
