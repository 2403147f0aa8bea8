import type { Channel, Delivered, Failure, Members } from '../chat/channel.ts';
import type { SlackMessage } from './block-kit.ts';
import type { privateAnswer } from './post.ts';

/**
 * Slack's Web API, as far as it is used. A message's id is its `ts`.
 *
 * For repeated posts Slack offers two things, neither a promise: `client_msg_id`, whose errors its reference lists
 * (`duplicate_message_not_found`) without the argument, and searching the channel for the message's metadata, which
 * takes the right to read the whole channel. So `client_msg_id`, made of the post's key, covers only the gap where Slack
 * took a post and its answer was lost.
 */
export interface SlackApi extends Channel<SlackMessage> {
  /** The ids of a user group's members (scope `usergroups:read`). */
  groupMembers(group: string): Promise<Members | Failure>;
}

/** Slack, called with the token or the address that the settings hold. Nothing is thrown for what Slack does. */
export interface SlackClient {
  /** @param token gives the bot's token at each call, so that a rotated one is taken up */
  api(token: () => Promise<string>): SlackApi;
  /**
   * A webhook doesn't tell where a message is: what it posted can't be updated.
   *
   * @param url gives the webhook's address, which is a secret
   */
  postToWebhook(url: () => Promise<string>, message: SlackMessage): Promise<Delivered | Failure>;
  /** To whoever pressed a button, alone. */
  answerPress(responseUrl: string, answer: ReturnType<typeof privateAnswer>): Promise<Delivered | Failure>;
}
