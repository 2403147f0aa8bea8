import type { ChannelMessages } from '../chat/channel.ts';
import type { SlackMessage } from './block-kit.ts';
import { fingerprint } from './fingerprint.ts';
import { rolloutMessage } from './message.ts';
import { noticePost } from './post.ts';

/** The wording of Slack's messages. */
export const slackMessages: ChannelMessages<SlackMessage> = {
  rollout: rolloutMessage,
  notice: noticePost,
  fingerprint,
};
