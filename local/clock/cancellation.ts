/** What a sleep must know of whoever may call it off. An AbortSignal is one; a `Cancellation` is a far lighter one. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The reason of every `Cancellation`: one error for all, since each error of its own would carry a stack. */
const calledOff = new Error('called off');

/**
 * Calls off sleeps, once. In place of an AbortController where thousands live at a time: an AbortSignal is an event
 * target with a kilobyte of its own, and each endpoint that rolls out holds a few.
 */
export class Cancellation implements CancelSignal {
  readonly reason = calledOff;
  #aborted = false;
  #listeners: (() => void)[] = [];

  get aborted(): boolean {
    return this.#aborted;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  /** Tells the listeners, in the order they came. Again: nothing. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}
