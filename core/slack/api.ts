import type { SlackMessage } from './block-kit.ts';
import type { privateAnswer } from './post.ts';

/** Worth another try, at the earliest then. Whether it was done is not known where no answer came. */
export interface Later {
  readonly kind: 'later';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly why: string;
  /** It may have been done all the same. */
  readonly perhapsDone: boolean;
}

/** What must change before it can work: nothing is gained by trying again as it is. */
export type Fault =
  /** The token or the webhook: read the secret anew, once. */
  | 'credentials'
  /** The channel is gone, archived or closed to the app. */
  | 'channel'
  /** The message as we wrote it. */
  | 'message'
  /** The message to be updated is gone, or closed to changes: post it anew. */
  | 'gone';

export interface Refused {
  readonly kind: 'refused';
  readonly fault: Fault;
  /** Slack's own code. */
  readonly error: string;
  readonly why: string;
}

export type Failure = Later | Refused;

/** Where a message is. */
export interface Posted {
  readonly kind: 'posted';
  readonly channel: string;
  readonly ts: string;
}

export interface SlackApi {
  /**
   * Posts a message, or a reply in the thread of `thread`.
   *
   * A repeated post must not show twice. Slack offers two things for it, neither a promise: `client_msg_id`, whose
   * errors its reference lists (`duplicate_message_not_found`) without the argument, and searching the channel for
   * the message's metadata, which takes the right to read the whole channel. So the ledger is what counts: whoever
   * posts stores the `ts` under `key` and never posts a key that has one. `client_msg_id`, made of the same `key`,
   * covers the gap where Slack took a post and its answer was lost.
   */
  post(channel: string, message: SlackMessage, key: string, thread?: string): Promise<Posted | Failure>;
  /** Replaces a message. Repeating it changes nothing. */
  update(channel: string, ts: string, message: SlackMessage): Promise<Posted | Failure>;
  /** The ids of a user group's members (scope `usergroups:read`). */
  groupMembers(group: string): Promise<{ readonly kind: 'members'; readonly users: string[] } | Failure>;
}

/** It has arrived. A webhook doesn't tell where: what it posted can't be updated. */
export interface Delivered {
  readonly kind: 'delivered';
}

/** Slack, called with the token or the address that the settings hold. Nothing is thrown for what Slack does. */
export interface SlackClient {
  /** @param token gives the bot's token at each call, so that a rotated one is taken up */
  api(token: () => Promise<string>): SlackApi;
  /** @param url gives the webhook's address, which is a secret */
  postToWebhook(url: () => Promise<string>, message: SlackMessage): Promise<Delivered | Failure>;
  /** To whoever pressed a button, alone. */
  answerPress(responseUrl: string, answer: ReturnType<typeof privateAnswer>): Promise<Delivered | Failure>;
}

/** The queue that messages for Slack come by, and the one for those that can't be shown. */
export interface SlackQueue {
  /**
   * The message shows again in so many seconds. SQS: 12 hours at most from when it was received. False where its time
   * was up before: it shows already, or another one has received it.
   */
  hide(receiptHandle: string, seconds: number): Promise<boolean>;
  /** Puts a message among the dead letters, with why. */
  bury(body: string, why: string): Promise<void>;
}
