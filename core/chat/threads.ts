/** A message as it was last shown. */
export interface Shown {
  readonly channel: string;
  /** Counts the posts: another one, after the first is gone, must not be taken for its repetition. */
  readonly generation: number;
  /** Its id in the channel; undefined until it was posted. */
  readonly id?: string | undefined;
  /** What it shows, as a fingerprint (channel.ts); undefined where that is not known. */
  readonly hash?: string | undefined;
}

/** A notice as it was told: in the thread of a message, or as a post of its own. */
export interface ShownNotice extends Shown {
  /** The message that it replies to. */
  readonly parent?: string | undefined;
  /** When what it says was so, epoch milliseconds: what is older must not take its place. */
  readonly at: number;
  /** When that was last shown, epoch milliseconds. */
  readonly toldAt: number;
}

/** Who wants a thread for itself, and until when at most. Instants are epoch milliseconds. */
interface ThreadClaim {
  /** The message of the queue on whose behalf. */
  readonly by: string;
  /** How often that was received: received again, it takes the place of its own earlier try, which is dead by then. */
  readonly turn: number;
  readonly now: number;
  readonly until: number;
}

/** A thread that is nobody else's for now. */
export interface HeldThread {
  readonly thread: string;
  /** Changed whenever somebody claims it: who lost it can write no more. */
  readonly revision: number;
  /** The thread's own message; undefined until there is one. */
  readonly message?: Shown | undefined;
}

/**
 * What was shown in a channel and where, by thread (`Notice.thread`). Only who holds a thread's claim shows anything in it:
 * so there is one message for each, and nothing older is shown over what is newer.
 */
export interface ThreadLedger {
  /** Undefined while another one holds it. */
  claim(thread: string, claim: ThreadClaim): Promise<HeldThread | undefined>;
  /** The thread's message, whoever holds the thread. */
  message(thread: string): Promise<Shown | undefined>;
  /** @throws ClaimLost if another one holds the thread now */
  keepMessage(held: HeldThread, message: Shown): Promise<void>;
  told(thread: string, id: string): Promise<ShownNotice | undefined>;
  keepTold(thread: string, id: string, told: ShownNotice): Promise<void>;
  release(held: HeldThread): Promise<void>;
}

/** Somebody else has taken the thread meanwhile: what was to be shown is shown by them. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  constructor(thread: string) {
    super(`thread ${thread}: expected the claim still to be held, got another one's; it is tried again`);
  }
}
