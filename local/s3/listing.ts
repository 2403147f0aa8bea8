import { invalidArgument } from './s3-error.ts';

/** What every listing takes. */
export interface ListOptions {
  readonly prefix: string;
  /** Keys that hold it after the prefix are rolled up into common prefixes; empty for none. */
  readonly delimiter: string;
  /** Entries and common prefixes together, at most. */
  readonly limit: number;
}

export interface Page<T> {
  readonly entries: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** Present if there is more: the last entry of this page, and the key or common prefix that it shows as. */
  readonly next: { readonly name: string; readonly entry: T } | undefined;
}

/** S3 lists by the keys' UTF-8 bytes; JavaScript's own order differs beyond the basic plane. */
export const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * One page of `entries`, which come sorted by key.
 *
 * @param isPast whether an entry, showing as `name` (its key or a common prefix), was in an earlier page
 */
export function pageOf<T extends { readonly key: string }>(
  entries: Iterable<T>,
  { prefix, delimiter, limit }: ListOptions,
  isPast: (entry: T, name: string) => boolean,
): Page<T> {
  const shown: T[] = [];
  const commonPrefixes: string[] = [];
  let last: Page<T>['next'];
  for (const entry of entries) {
    if (!entry.key.startsWith(prefix)) continue;
    const commonPrefix = commonPrefixOf(entry.key, prefix, delimiter);
    const name = commonPrefix ?? entry.key;
    if (isPast(entry, name)) continue;
    const isRepeat = commonPrefix !== undefined && commonPrefix === commonPrefixes.at(-1);
    if (!isRepeat && shown.length + commonPrefixes.length >= limit) {
      return { entries: shown, commonPrefixes, next: last };
    }
    if (commonPrefix === undefined) shown.push(entry);
    else if (!isRepeat) commonPrefixes.push(commonPrefix);
    last = { name, entry };
  }
  return { entries: shown, commonPrefixes, next: undefined };
}

/**
 * Whether an entry was before a page that begins behind `marker`: its key is not greater, or it is rolled up into the common
 * prefix that holds the marker, whichever key of that one it names (recorded of `marker` and both `key-marker`s).
 */
export function isBehind(
  marker: string,
  { prefix, delimiter }: Pick<ListOptions, 'prefix' | 'delimiter'>,
): (entry: { readonly key: string }, name: string) => boolean {
  const rolledUp = marker.startsWith(prefix) ? commonPrefixOf(marker, prefix, delimiter) : undefined;
  return ({ key }, name) => marker !== '' && (name === rolledUp || compareKeys(key, marker) <= 0);
}

/** prefix "a/", delimiter "/": "a/b/c" → "a/b/", "a/b" → undefined. */
function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Reads `prefix`, `delimiter` and the page size. @throws S3Error `InvalidArgument` */
export const listOptions = (query: URLSearchParams, limitName = 'max-keys'): ListOptions => ({
  prefix: query.get('prefix') ?? '',
  delimiter: query.get('delimiter') ?? '',
  limit: limitOf(query.get(limitName), limitName),
});

/** A page holds 1,000 at most, whatever is asked for. An empty number is none, to AWS. */
function limitOf(value: string | null, name: string): number {
  if (value === null || value === '') return 1000;
  if (!/^\d{1,10}$/.test(value) || Number(value) > 2 ** 31 - 1) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, value);
  }
  return Math.min(Number(value), 1000);
}

/**
 * How keys are written in the answer: as they are, or (`encoding-type=url`) percent-encoded, with `/` kept and a
 * space as `+`, which is how S3 does it ("test_file(3).png" → "test_file%283%29.png").
 *
 * @throws S3Error `InvalidArgument` for another encoding type
 */
export function keyEncoder(query: URLSearchParams): (key: string) => string {
  const type = query.get('encoding-type');
  if (type === null) return (key) => key;
  if (type !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  }
  return (key) =>
    encodeURIComponent(key)
      .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%2F', '/')
      .replaceAll('%20', '+');
}
