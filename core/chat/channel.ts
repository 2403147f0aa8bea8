import type { Notice } from '../notices/notice.ts';
import type { ChannelId } from '../values/channel-id.ts';
import type { Click } from './click.ts';
import type { SignButton } from './offers.ts';
import type { RolloutView } from './view.ts';

/** Worth another try, but not before `at`. Without an answer it is unknown whether the call took effect. */
export interface Later {
  readonly kind: 'later';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly why: string;
  /** The call may have taken effect all the same. */
  readonly perhapsDone: boolean;
}

/** What must change before the call can work; repeating it unchanged is useless. */
export type Fault =
  /** The token or the address of the call: read the secret again, once. */
  | 'credentials'
  /** The place to post to (Slack's channel) is gone, archived or closed to us. */
  | 'place'
  /** The message as we wrote it. */
  | 'message'
  /** The message to update is gone or can no longer be changed: post it again. */
  | 'gone';

interface Refused {
  readonly kind: 'refused';
  readonly fault: Fault;
  /** The chat's own error code. */
  readonly error: string;
  readonly why: string;
}

export type Failure = Later | Refused;

/** Whether a call failed. */
export const isFailure = (answer: { readonly kind: string }): answer is Failure =>
  answer.kind === 'later' || answer.kind === 'refused';

/** Where a message is. */
export interface Posted {
  readonly kind: 'posted';
  readonly place: string;
  readonly id: string;
}

/** The message has arrived, but its place is unknown. */
export interface Delivered {
  readonly kind: 'delivered';
}

export interface Members {
  readonly kind: 'members';
  readonly users: readonly string[];
}

/**
 * A chat with threads and with messages that can be updated. Failures of the chat are returned, not thrown.
 */
export interface Channel<Message> {
  /**
   * Posts a message, or a reply in the thread of `thread`.
   *
   * A repeated post must not show twice. The ledger decides: the caller stores the message's id under `key`
   * and never posts a key that has an id. If a post succeeds but its answer is lost, the ledger has no id;
   * for this gap the channel should recognize a repeated `key`.
   */
  post(place: string, message: Message, key: string, thread?: string): Promise<Posted | Failure>;
  /** Replaces a message. Idempotent. */
  update(place: string, id: string, message: Message): Promise<Posted | Failure>;
}

/**
 * How a channel words its messages within its own limits. Pure: the same view gives the same message, to the
 * byte.
 */
export interface ChannelMessages<Message> {
  /**
   * The one message about a rollout in its current state.
   *
   * @param sign makes the buttons' values; without it there are no buttons
   */
  rollout(view: RolloutView, sign?: SignButton): Message;
  /** A notice as a message of its own, or a reply. */
  notice(notice: Notice): Message;
  /**
   * Equal for messages that look the same, so that a message already shown is not sent again. It is stored.
   */
  fingerprint(message: Message): string;
}

/** What the channel's settings currently allow. */
export type Connection<Message> =
  /** The channel is not set up: nobody is told. */
  | { readonly kind: 'none' }
  /** `place` is where new messages go: in Slack, a channel's id. */
  | { readonly kind: 'threads'; readonly place: string; readonly api: Channel<Message> }
  /** The channel can only post, not update. `place` is what the ledger calls where they go. */
  | {
      readonly kind: 'posts';
      readonly place: string;
      post(message: Message): Promise<Delivered | Failure>;
    };

/** What handling a press needs from its channel. */
export interface PressChannel {
  readonly id: ChannelId;
  /** The members of a group that a gate names, as the channel's own ids. */
  groupMembers(group: string): Promise<Members | Failure>;
  /** How long after a press the channel accepts answers to it, in milliseconds. */
  readonly answerableMs: number;
  /** Shown only to the person who pressed. */
  answer(click: Click, text: string): Promise<Delivered | Failure>;
}

/** The queue of messages for a channel, and its dead-letter queue for those that cannot be shown. */
export interface ChannelQueue {
  /**
   * Hides the message for this many seconds. SQS allows at most 12 hours from its receipt. Returns false if
   * the receipt had already expired: the message is visible again or has another receiver.
   */
  hide(receiptHandle: string, seconds: number): Promise<boolean>;
  /** Sends a message to the dead-letter queue, with the reason. */
  bury(body: string, why: string): Promise<void>;
}
