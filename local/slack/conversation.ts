import type { Block } from './block-schema.ts';
import { SlackError } from './slack-error.ts';

/** A message as it stands in the channel. */
export interface Message {
  /** When it was posted, which is also its name: `1767614400.000100`. */
  readonly ts: string;
  /** The message that it replies to. */
  readonly threadTs?: string;
  readonly clientId?: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly via: 'bot' | 'webhook';
  /** When it was last updated, epoch milliseconds. */
  readonly editedAt?: number;
  /** Shown to this user alone. */
  readonly onlyTo?: string;
}

export type Draft = Pick<Message, 'text' | 'blocks' | 'via'> &
  Partial<Pick<Message, 'threadTs' | 'clientId' | 'onlyTo'>>;

/** The messages of the channel, in the order they came. */
export class Conversation {
  readonly #now: () => number;
  readonly #told: () => void;
  #messages: readonly Message[] = [];
  #last = { second: 0, count: 0 };

  /** @param told called after every change */
  constructor(now: () => number, told: () => void) {
    this.#now = now;
    this.#told = told;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  find(ts: string): Message | undefined {
    return this.#messages.find((message) => message.ts === ts);
  }

  add(draft: Draft): Message {
    const message = { ...draft, ts: this.#nextTs() };
    this.#messages = [...this.#messages, message];
    this.#told();
    return message;
  }

  /** @throws SlackError `message_not_found` */
  update(ts: string, change: Pick<Message, 'text' | 'blocks'>): Message {
    const before = this.find(ts);
    if (before === undefined || before.onlyTo !== undefined) throw new SlackError('message_not_found');
    const after = { ...before, ...change, editedAt: this.#now() };
    this.#messages = this.#messages.map((message) => (message === before ? after : message));
    this.#told();
    return after;
  }

  remove(ts: string): void {
    this.#messages = this.#messages.filter((message) => message.ts !== ts);
    this.#told();
  }

  /** Epoch seconds and six digits that make it unique: `1767614400.000100`. Later messages have later ones. */
  #nextTs(): string {
    const second = Math.max(Math.floor(this.#now() / 1000), this.#last.second);
    const count = second === this.#last.second ? this.#last.count + 100 : 100;
    this.#last = { second, count };
    return `${second}.${String(count).padStart(6, '0')}`;
  }
}
