import { Stream } from 'node:stream';

type Json = Readonly<Record<string, unknown>>;

type Done<T = void> = (error: null, value?: T) => void;

/** As dynalite asks for a range of keys, in their order. */
export interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** -1 for all. */
  readonly limit?: number;
}

/**
 * The items of a table or an index, as dynalite's actions use their database, in place of its own: level stores text and
 * answers in timers of the host's. Here values are kept as they are and every answer comes at once. So an action on
 * one item is done when it returns, and nothing can come in between: locks are not needed. What is stored is never
 * changed: dynalite's actions copy before they change.
 */
export class ItemStore {
  readonly #values = new Map<string, Json>();
  /** In order, or undefined if there were changes since they were sorted. */
  #keys: readonly string[] | undefined;

  get(key: string, done: Done<Json>): void {
    done(null, this.#values.get(key));
  }

  put(key: string, value: Json, done: Done): void {
    if (!this.#values.has(key)) this.#keys = undefined;
    this.#values.set(key, value);
    done(null);
  }

  del(key: string, done: Done): void {
    if (this.#values.delete(key)) this.#keys = undefined;
    done(null);
  }

  lock(_key: string, work: (release: <T>(done: T) => T) => void): void {
    work((done) => done);
  }

  /** Emits `data` for each value of the range, then `end`, once the caller has had time to listen. */
  createValueStream(range: Range = {}): Stream {
    const stream = new Stream();
    queueMicrotask(() => {
      for (const item of this.within(range)) stream.emit('data', item);
      stream.emit('end');
    });
    return stream;
  }

  /** The values of a range, in the order of their keys. */
  within(range: Range): readonly Json[] {
    return this.#keysWithin(range).map((key) => this.#values.get(key) as Json);
  }

  #keysWithin({ gt, gte, lt, lte, reverse = false, limit = -1 }: Range): readonly string[] {
    this.#keys ??= [...this.#values.keys()].sort();
    const start = gt === undefined ? firstFrom(this.#keys, gte ?? '') : firstAfter(this.#keys, gt);
    const end =
      lt !== undefined
        ? firstFrom(this.#keys, lt)
        : lte !== undefined
          ? firstAfter(this.#keys, lte)
          : this.#keys.length;
    const keys = this.#keys.slice(start, end);
    if (reverse) keys.reverse();
    return limit < 0 ? keys : keys.slice(0, limit);
  }
}

/** The index of the first key that is not below `key`. */
function firstFrom(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The index of the first key above `key`. */
function firstAfter(keys: readonly string[], key: string): number {
  const at = firstFrom(keys, key);
  return keys[at] === key ? at + 1 : at;
}
