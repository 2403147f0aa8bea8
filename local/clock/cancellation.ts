/** Whom a signal tells of its abort: a function, or (an event target's other way) an object that has one. */
export type CancelListener = (() => void) | { handleEvent(): void };

/** What a sleep must know of whoever may call it off. An AbortSignal is one; a `Cancellation` is a far lighter one. */
export interface CancelSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: CancelListener, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: CancelListener): void;
}

/** The reason of every `Cancellation`: one error for all, since each error of its own would carry a stack. */
const calledOff = new Error('called off');

/** Whether `error` is what a sleep rejects with that a `Cancellation` has called off. */
export const isCalledOff = (error: unknown): boolean => error === calledOff;

/**
 * Calls off sleeps, once. In place of an AbortController where thousands live at a time: an AbortSignal is an event
 * target with a kilobyte of its own, and each endpoint that rolls out holds a few.
 */
export class Cancellation implements CancelSignal {
  #aborted = false;
  /** Of the exact length, and none of its own while there is none: most have one listener at most. */
  #listeners: readonly CancelListener[] = nobody;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return calledOff;
  }

  addEventListener(_type: 'abort', listener: CancelListener): void {
    this.#listeners = [...this.#listeners, listener];
  }

  removeEventListener(_type: 'abort', listener: CancelListener): void {
    const left = this.#listeners.filter((other) => other !== listener);
    this.#listeners = left.length > 0 ? left : nobody;
  }

  /** Tells the listeners, in the order they came. Again: nothing. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = this.#listeners;
    this.#listeners = nobody;
    for (const listener of listeners) {
      if (typeof listener === 'function') listener();
      else listener.handleEvent();
    }
  }
}

const nobody: readonly CancelListener[] = [];
