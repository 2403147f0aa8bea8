import type { Random } from '../random.ts';
import { AwsError } from '../transport/aws-error.ts';

/** What a callback reported. */
export type Callback =
  | { readonly kind: 'succeeded'; readonly output: string }
  | { readonly kind: 'failed'; readonly error: string | undefined; readonly cause: string | undefined };

/** The task that waits behind a token. */
export interface TokenHolder {
  complete(callback: Callback): void;
  heartbeat(): void;
}

/** Ours begin with these characters and go on with 96 bytes of base64; clients treat tokens as opaque. */
const tokenPattern = /^AQCU[A-Za-z0-9+/]{128}$/;

/** Task tokens: each completes its task at most once, and only while the task waits. */
export class TaskTokens {
  readonly #random: Random;
  readonly #waiting = new Map<string, TokenHolder>();
  /** By the token, which on AWS tells it by itself. */
  readonly #machines = new Map<string, string>();
  readonly #closed = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** A new token for a task of the state machine. It completes nothing until `open` puts a task behind it. */
  mint(machineArn: string): string {
    const token = `AQCU${Buffer.from(this.#random.hex(192), 'hex').toString('base64')}`;
    this.#machines.set(token, machineArn);
    return token;
  }

  machineOf(token: string): string | undefined {
    return this.#machines.get(token);
  }

  open(token: string, holder: TokenHolder): void {
    this.#waiting.set(token, holder);
  }

  /** Whoever uses the token from now on is told that its task is over. */
  close(token: string): void {
    if (this.#waiting.delete(token)) this.#closed.add(token);
  }

  /** @throws AwsError as `holderOf` */
  complete(token: string, callback: Callback): void {
    const holder = this.#holderOf(token);
    this.close(token);
    holder.complete(callback);
  }

  /** @throws AwsError as `holderOf` */
  heartbeat(token: string): void {
    this.#holderOf(token).heartbeat();
  }

  /** @throws AwsError TaskTimedOut if its task is over, TaskDoesNotExist if there never was one, else InvalidToken */
  #holderOf(token: string): TokenHolder {
    const holder = this.#waiting.get(token);
    if (holder !== undefined) return holder;
    if (this.#closed.has(token)) {
      throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    if (tokenPattern.test(token)) {
      throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
    }
    throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
