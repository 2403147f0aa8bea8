import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { type Random, seededRandom } from '../random.ts';
import { jsonProblem } from './json-scan.ts';

/** The algorithms `$hash` knows, by the names Step Functions gives them. */
const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The longest array that `$range` makes before AWS reports its memory limit. */
const longestRange = 360_145;

const fromMillis = jsonata('$fromMillis($at, $picture, $timezone)');

/**
 * The bindings that every expression gets: the functions Step Functions adds to JSONata, and those that would
 * otherwise read the host's clock or its chance. `$eval` is bound to nothing, as in Step Functions.
 * As there, arguments that make no sense give nothing (undefined), which fails the field that holds them.
 *
 * @param at the simulated instant of the evaluation, in epoch milliseconds; the same for all of it
 */
export function functionBindings(at: number, random: Random): Record<string, unknown> {
  return {
    eval: undefined,
    millis: () => at,
    now: (picture?: unknown, timezone?: unknown) => {
      checkArguments('now', ['string', 'string'], [picture, timezone]);
      return picture === undefined && timezone === undefined
        ? new Date(at).toISOString()
        : fromMillis.evaluate(undefined, { at, picture, timezone });
    },
    random: (seed?: number) => {
      checkArguments('random', ['number'], [seed]);
      return seed === undefined ? random.next() : seededRandom(Math.trunc(seed)).next();
    },
    uuid: () => random.uuid(),
    shuffle: (items?: unknown[]) => {
      checkArguments('shuffle', ['array'], [items]);
      return items && shuffled(items, random);
    },
    parse: (text?: string) => {
      checkArguments('parse', ['string'], [text]);
      return text === undefined ? undefined : parsed(text);
    },
    partition: (items?: unknown[], size?: number) => {
      checkArguments('partition', ['array', 'number'], [items, size]);
      return partition(items, size);
    },
    range: (start?: number, end?: number, step?: number) => {
      checkArguments('range', ['number', 'number', 'number'], [start, end, step]);
      return range(start, end, step);
    },
    hash: (text?: string, algorithm?: string) => {
      checkArguments('hash', ['string', 'string'], [text, algorithm]);
      if (text === undefined || algorithm === undefined) return undefined;
      const name = hashes[algorithm];
      if (name === undefined) {
        throw new FunctionFailure(
          `$hash: expected one of ${Object.keys(hashes).join(', ')}, got ${algorithm}`,
        );
      }
      return createHash(name).update(text).digest('hex');
    },
  };
}

/** Thrown by a function of ours, in words that may be told. */
export class FunctionFailure extends Error {}

type ArgumentType = 'string' | 'number' | 'array';

/** JSONata's own refusal of an argument of the wrong type; one that is missing gives nothing. */
function checkArguments(name: string, types: readonly ArgumentType[], given: readonly unknown[]): void {
  for (const [i, type] of types.entries()) {
    const value = given[i];
    const is = type === 'array' ? Array.isArray(value) : typeof value === type;
    if (value === undefined || is) continue;
    throw new FunctionFailure(
      `T0410: Argument ${i + 1} of function "${name}" does not match function signature`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FunctionFailure(`$parse: ${jsonProblem(text).message}`);
  }
}

/** `[1,2,3,4,5]` in chunks of 2 is `[[1,2],[3,4],[5]]`; sizes are cut towards zero. */
function partition(items?: unknown[], size?: number): unknown[][] | undefined {
  const length = Math.trunc(size ?? 0);
  if (items === undefined || items.length === 0 || length < 1) return undefined;
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) =>
    items.slice(i * length, (i + 1) * length),
  );
}

/** From 0 to 10 by 5 is `[0, 5, 10]`; a range of one element is that element. All are cut towards zero. */
function range(start?: number, end?: number, step?: number): number | number[] | undefined {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const [first, last, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  const length = by === 0 ? 0 : Math.floor((last - first) / by) + 1;
  if (length < 1) return undefined;
  if (length > longestRange) throw new FunctionFailure('Expression evaluation memory limit exceeded');
  const items = Array.from({ length }, (_, i) => first + i * by);
  return items.length === 1 ? first : items;
}

function shuffled(items: readonly unknown[], random: Random): unknown[] {
  const deck = [...items];
  for (let i = deck.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random.next() * (i + 1));
    [deck[i], deck[j]] = [deck[j], deck[i]];
  }
  return deck;
}
