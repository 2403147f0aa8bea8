/** A message as it was last shown. */
export interface Shown {
  /** Where in the chat: in Slack, a channel's id. */
  readonly place: string;
  /** Counts posts. When the first message is gone, the next post must not be taken for a repetition. */
  readonly generation: number;
  /** Its id in the channel; undefined until it is posted. */
  readonly id?: string | undefined;
  /** A fingerprint of its content (channel.ts); undefined if unknown. */
  readonly hash?: string | undefined;
}

/** A notice as it was shown: in the thread of a message, or as a post of its own. */
export interface ShownNotice extends Shown {
  /** The message that it replies to. */
  readonly parent?: string | undefined;
  /** The time of what it says, in epoch milliseconds. An older notice must not replace it. */
  readonly at: number;
  /** When it was last shown, in epoch milliseconds. */
  readonly toldAt: number;
}

/** Who claims a thread, and until when at most. Instants are epoch milliseconds. */
interface ThreadClaim {
  /** The queue's message that the claim is made for. */
  readonly by: string;
  /**
   * How often that message was received. A later receipt replaces the claim of an earlier one, which is dead
   * by then.
   */
  readonly turn: number;
  readonly now: number;
  readonly until: number;
}

/** A thread that the caller holds for now. */
export interface HeldThread {
  readonly thread: string;
  /** Changes with every claim, so a former holder can no longer write. */
  readonly revision: number;
  /** The thread's own message; undefined until it exists. */
  readonly message?: Shown | undefined;
}

/**
 * What was shown in a channel and where, by thread (`Notice.thread`). Only the holder of a thread's claim
 * shows anything in it. So each thread has one message, and older content never replaces newer content.
 */
export interface ThreadLedger {
  /** Undefined while somebody else holds it. */
  claim(thread: string, claim: ThreadClaim): Promise<HeldThread | undefined>;
  /** The thread's message, regardless of who holds the thread. */
  message(thread: string): Promise<Shown | undefined>;
  /** @throws ClaimLost if somebody else now holds the thread */
  keepMessage(held: HeldThread, message: Shown): Promise<void>;
  told(thread: string, id: string): Promise<ShownNotice | undefined>;
  keepTold(thread: string, id: string, told: ShownNotice): Promise<void>;
  release(held: HeldThread): Promise<void>;
}

/** Somebody else has claimed the thread meanwhile and will show the content. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  constructor(thread: string) {
    super(`thread ${thread}: expected the claim still to be held, got another one's; it is tried again`);
  }
}
