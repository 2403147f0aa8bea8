/**
 * Walks a JSON text: tells what is wrong with it in the words of AWS's own parser, and which numbers in it are spelled
 * otherwise than JavaScript would write them.
 */
class Scanner {
  readonly #text: string;
  readonly #onOdd: (value: object, source: string) => void;
  #at = 0;

  /** @param onOdd told each object and array that holds a number of such a spelling, with its text */
  constructor(text: string, onOdd: (value: object, source: string) => void = () => undefined) {
    this.#text = text;
    this.#onOdd = onOdd;
  }

  /** The whole text, which `value` was read from, if it could be. @throws JsonProblem */
  document(value: unknown): void {
    this.#value(value);
    this.#space();
    if (this.#at < this.#text.length) this.#fail(`${this.#here()}: was expecting the end of the text`);
  }

  /** @returns whether there is an odd number in it */
  #value(value: unknown): boolean {
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#members('}', 'Object', value);
    if (first === '[') return this.#members(']', 'Array', value);
    if (first === '"') {
      this.#string();
      return false;
    }
    return this.#scalar();
  }

  #members(close: '}' | ']', what: 'Object' | 'Array', value: unknown): boolean {
    const start = this.#at;
    this.#at += 1;
    let odd = false;
    for (let n = 0; !this.#takes(close); n += 1) {
      if (n > 0 && !this.#takes(',')) {
        this.#fail(`${this.#here()}: was expecting comma to separate ${what} entries`);
      }
      const name = what === 'Object' ? this.#name() : n;
      // A name that comes twice has its last value: the texts of the others are told first, and overwritten.
      if (this.#value((value as Readonly<Record<string, unknown>> | undefined)?.[name])) odd = true;
    }
    const isOwn = typeof value === 'object' && value !== null;
    if (odd && isOwn) this.#onOdd(value, this.#text.slice(start, this.#at));
    return odd;
  }

  #name(): string {
    this.#space();
    if (this.#text[this.#at] !== '"') {
      this.#fail(`${this.#here()}: was expecting double-quote to start field name`);
    }
    const name = this.#string();
    if (!this.#takes(':')) {
      this.#fail(`${this.#here()}: was expecting a colon to separate field name and value`);
    }
    return name;
  }

  #string(): string {
    const source = this.#match(/"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy);
    if (source === undefined) this.#fail('a string is not closed, or has a character that must be escaped');
    return JSON.parse(source);
  }

  #scalar(): boolean {
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y);
    if (number !== undefined) return String(Number(number)) !== number;
    const token = this.#match(/[\w$]+/y);
    if (token === undefined) this.#fail(`${this.#here()}: expected a valid value ${kinds}`);
    if (token !== 'true' && token !== 'false' && token !== 'null') {
      this.#fail(`Unrecognized token '${token}': was expecting ${kinds}`);
    }
    return false;
  }

  #space(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #takes(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #here(): string {
    const code = this.#text.codePointAt(this.#at);
    return code === undefined
      ? 'Unexpected end-of-input'
      : `Unexpected character ('${String.fromCodePoint(code)}' (code ${code}))`;
  }

  #fail(message: string): never {
    const before = this.#text.slice(0, this.#at).split('\n');
    throw new JsonProblem(message, before.length, (before.at(-1)?.length ?? 0) + 1);
  }
}

const kinds = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

class JsonProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/**
 * What is wrong with a text that is no JSON, and where. AWS's texts are those of its parser, Jackson; recorded are
 * "Unrecognized token …" and "Unexpected character … field name", the others follow it.
 */
export function jsonProblem(text: string): { message: string; line: number; column: number } {
  try {
    new Scanner(text).document(undefined);
  } catch (error) {
    if (error instanceof JsonProblem) return error;
    throw error;
  }
  return { message: 'it is not valid JSON', line: 1, column: 1 };
}

/** Tells `onOdd` each object and array of `value`, read from `text`, that holds a number spelled unlike JavaScript's. */
export const scanSpellings = (
  text: string,
  value: unknown,
  onOdd: (value: object, source: string) => void,
): void => new Scanner(text, onOdd).document(value);
