import type { Channel, Delivered, Failure, Members } from '../chat/channel.ts';
import type { SlackMessage } from './block-kit.ts';
import type { privateAnswer } from './post.ts';

/**
 * The parts of Slack's Web API in use. A message's id is its `ts`.
 *
 * Against repeated posts Slack offers two things, neither of them guaranteed. One is `client_msg_id`: the
 * reference lists its errors (`duplicate_message_not_found`) but not the argument. The other is to search the
 * channel for the message's metadata, which needs the right to read the whole channel. So `client_msg_id`,
 * derived from the post's key, is used only for the gap where Slack accepted a post and its answer was lost.
 */
export interface SlackApi extends Channel<SlackMessage> {
  /** The ids of a user group's members (scope `usergroups:read`). */
  groupMembers(group: string): Promise<Members | Failure>;
}

/** Slack, called with the token or the URL from the settings. Failures of Slack are returned, not thrown. */
export interface SlackClient {
  /** @param token returns the bot's token for each call, so that a rotated one is used */
  api(token: () => Promise<string>): SlackApi;
  /**
   * A webhook does not return a message's id, so what it posted cannot be updated.
   *
   * @param url returns the webhook's URL, which is a secret
   */
  postToWebhook(url: () => Promise<string>, message: SlackMessage): Promise<Delivered | Failure>;
  /** Shown only to the person who pressed a button. */
  answerPress(responseUrl: string, answer: ReturnType<typeof privateAnswer>): Promise<Delivered | Failure>;
}
