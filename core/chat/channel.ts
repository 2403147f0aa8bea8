import type { Notice } from '../notices/notice.ts';
import type { ChannelId } from '../values/channel-id.ts';
import type { Click } from './click.ts';
import type { SignButton } from './offers.ts';
import type { RolloutView } from './view.ts';

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
  /** The token or the address that it is called with: read the secret anew, once. */
  | 'credentials'
  /** The place to post to is gone, archived or closed to us. */
  | 'channel'
  /** The message as we wrote it. */
  | 'message'
  /** The message to be updated is gone, or closed to changes: post it anew. */
  | 'gone';

interface Refused {
  readonly kind: 'refused';
  readonly fault: Fault;
  /** The channel's own code. */
  readonly error: string;
  readonly why: string;
}

export type Failure = Later | Refused;

/** Whether a call came to nothing. */
export const isFailure = (answer: { readonly kind: string }): answer is Failure =>
  answer.kind === 'later' || answer.kind === 'refused';

/** Where a message is. */
export interface Posted {
  readonly kind: 'posted';
  readonly channel: string;
  readonly id: string;
}

/** It has arrived; where is not known. */
export interface Delivered {
  readonly kind: 'delivered';
}

export interface Members {
  readonly kind: 'members';
  readonly users: readonly string[];
}

/** A chat with threads, whose messages can be updated. Nothing is thrown for what the chat does. */
export interface Channel<Message> {
  /**
   * Posts a message, or a reply in the thread of `thread`.
   *
   * A repeated post must not show twice. The ledger is what counts: whoever posts stores the message's id under `key`
   * and never posts a key that has one. The channel should know a repeated `key` again, for the gap where it took a
   * post and its answer was lost.
   */
  post(channel: string, message: Message, key: string, thread?: string): Promise<Posted | Failure>;
  /** Replaces a message. Repeating it changes nothing. */
  update(channel: string, id: string, message: Message): Promise<Posted | Failure>;
}

/** How a channel says things, within its own limits. Pure: the same view gives the same message, to the byte. */
export interface ChannelMessages<Message> {
  /**
   * The one message about a rollout, as it stands now.
   *
   * @param sign makes the buttons' values
   */
  rollout(view: RolloutView, sign: SignButton): Message;
  /** A notice as a message of its own, or a reply. */
  notice(notice: Notice): Message;
  /** The same for messages that look the same: what is shown already need not be sent again. It is stored. */
  fingerprint(message: Message): string;
}

/** What the channel's settings allow just now. */
export type Connection<Message> =
  /** Nobody is to be told by it. */
  | { readonly kind: 'none' }
  /** `channel` is where new messages go. */
  | { readonly kind: 'threads'; readonly channel: string; readonly api: Channel<Message> }
  /** Posts only, that nobody can update. `channel` stands for the place in the ledger. */
  | {
      readonly kind: 'posts';
      readonly channel: string;
      post(message: Message): Promise<Delivered | Failure>;
    };

/** What a press needs of its channel. */
export interface PressChannel {
  readonly id: ChannelId;
  /** Who is in a group that a gate names, by the channel's own ids. */
  groupMembers(group: string): Promise<Members | Failure>;
  /** Answers to a press are taken for so long after it, in milliseconds. */
  readonly answerableMs: number;
  /** To whoever pressed, alone. */
  answer(click: Click, text: string): Promise<Delivered | Failure>;
}

/** The queue that messages for a channel come by, and the one for those that can't be shown. */
export interface ChannelQueue {
  /**
   * The message shows again in so many seconds. SQS: 12 hours at most from when it was received. False where its time
   * was up before: it shows already, or another one has received it.
   */
  hide(receiptHandle: string, seconds: number): Promise<boolean>;
  /** Puts a message among the dead letters, with why. */
  bury(body: string, why: string): Promise<void>;
}
