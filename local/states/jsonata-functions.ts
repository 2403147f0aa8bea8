import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { type Random, seededRandom } from '../random.ts';

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
    now: (picture?: string, timezone?: string) =>
      picture === undefined && timezone === undefined
        ? new Date(at).toISOString()
        : fromMillis.evaluate(undefined, { at, picture, timezone }),
    random: (seed?: number) => (seed === undefined ? random.next() : seededRandom(Math.trunc(seed)).next()),
    uuid: () => random.uuid(),
    shuffle: (items?: unknown[]) => items && shuffled(items, random),
    parse: (text?: string) => (text === undefined ? undefined : JSON.parse(text)),
    partition,
    range,
    hash: (text?: string, algorithm?: string) => {
      if (text === undefined || algorithm === undefined) return undefined;
      const name = hashes[algorithm];
      if (name === undefined)
        throw new Error(`$hash: expected one of ${Object.keys(hashes).join(', ')}, got ${algorithm}`);
      return createHash(name).update(text).digest('hex');
    },
  };
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
  if (length > longestRange) throw new Error('Expression evaluation memory limit exceeded');
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
