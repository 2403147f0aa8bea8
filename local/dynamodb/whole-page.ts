import { ItemStore, type Range } from './item-store.ts';

type Json = Readonly<Record<string, unknown>>;

/** dynalite's reading of a range of items, by which it answers a Query. */
export type QueryTable = (
  store: { getItemDb(table: string): unknown },
  table: Json,
  data: Json,
  range: Range,
  ...rest: [...unknown[], done: (error: null, output: Json) => void]
) => void;

/** DynamoDB's limit on what one page of a Query reads, in bytes. */
const pageLimit = 1024 * 1024;

/** With one of these, an answer is more than the items of the range, or less. */
const members = [
  'IndexName',
  'Limit',
  'Select',
  'AttributesToGet',
  'QueryFilter',
  'ReturnConsumedCapacity',
  '_filter',
  '_projection',
];

/**
 * The same, but where all items of a range in an `ItemStore` are sure to be one page, they are given at once: dynalite
 * works out the exact size of each, and takes them through streams.
 */
export const inWholePages =
  (queryTable: QueryTable): QueryTable =>
  (store, table, data, range, ...rest) => {
    const items = members.every((member) => data[member] == null) && store.getItemDb(String(data.TableName));
    const found = items instanceof ItemStore ? items.within(range) : undefined;
    if (found === undefined || sizeAtMost(found) >= pageLimit)
      return queryTable(store, table, data, range, ...rest);
    const done = rest.at(-1) as (error: null, output: Json) => void;
    done(null, { ScannedCount: found.length, Count: found.length, Items: found });
  };

function sizeAtMost(items: readonly Json[]): number {
  let size = 0;
  for (const item of items) size += pageSizeOf(item);
  return size;
}

/** By item: what is stored is never changed. */
const pageSizes = new WeakMap<Json, number>();

/** What an item counts for on a page, at most: with dynalite's overhead for each 3,072 bytes, and keys of 1 KiB. */
function pageSizeOf(item: Json): number {
  const known = pageSizes.get(item) ?? 1.5 * sizeOf(item) + 1100;
  pageSizes.set(item, known);
  return known;
}

/** At most so many bytes: texts by their length, numbers as if they were texts, and 4 for whatever is kept with a value. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 4;
  if (typeof value !== 'object' || value === null) return 4;
  let size = 4;
  for (const name in value) size += name.length + sizeOf((value as Json)[name]);
  return size;
}
