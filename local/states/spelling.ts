import type { Json } from './json.ts';
import { scanSpellings } from './json-scan.ts';

/** A value and the JSON text that tells it, with the numbers as they were spelled. */
export interface Told {
  readonly value: Json;
  readonly text: string;
}

/** Where a number may stand; also in a string that looks like JSON, which costs a closer look and no more. */
const numbers = /(?:^|[[:,])\s*(-?\d[\d.eE+-]*)\s*(?=[,\]}]|$)/g;

/** Whether a text may hold a number that JavaScript would spell otherwise: 1.0, 1e2, -0, one of many digits. */
function mayBeOdd(text: string): boolean {
  for (const [, number = ''] of text.matchAll(numbers)) if (String(Number(number)) !== number) return true;
  return false;
}

/**
 * Reads and writes JSON so that numbers keep their spelling: AWS carries the text on, where JavaScript would make 1 of 1.0
 * and lose digits of a large integer. What an expression gives back as it was found in the input, a result or a variable
 * is written as it stood there; a number that stands alone, or was computed, as JavaScript writes it.
 */
export class Spelling {
  readonly #sources = new WeakMap<object, string>();
  #isNeeded = false;

  /** @throws SyntaxError if it is no JSON */
  read(text: string): Told {
    const value: Json = JSON.parse(text);
    if (mayBeOdd(text)) {
      scanSpellings(text, value, (part, source) => {
        this.#isNeeded = true;
        this.#sources.set(part, source);
      });
    }
    return { value, text };
  }

  /** The value with its text; what JSON cannot hold must have been replaced before. */
  tell(value: Json): Told {
    return { value, text: this.#isNeeded ? this.#write(value) : JSON.stringify(value) };
  }

  /** Has `copy` be written as `original` would be. */
  keep(original: unknown, copy: unknown): void {
    if (!this.#isNeeded || !isObject(original) || !isObject(copy)) return;
    const source = this.#sources.get(original);
    if (source !== undefined) this.#sources.set(copy, source);
    for (const [name, part] of Object.entries(original)) {
      this.keep(part, (copy as Record<string, unknown>)[name]);
    }
  }

  #write(value: Json): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const source = this.#sources.get(value);
    if (source !== undefined) return source;
    if (Array.isArray(value)) return `[${value.map((item) => this.#write(item)).join(',')}]`;
    const members = Object.entries(value).map(
      ([name, item]) => `${JSON.stringify(name)}:${this.#write(item)}`,
    );
    return `{${members.join(',')}}`;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
