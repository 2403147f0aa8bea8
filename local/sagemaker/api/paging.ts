import { createHash } from 'node:crypto';
import { invalidToken, type Kind } from './errors.ts';

/** What the list operations have in common. Instants are epoch ms. */
export interface Listed {
  readonly name: string;
  readonly createdAt: number;
  readonly lastModifiedAt?: number;
  readonly status?: string;
}

/** The inputs of ListModels, ListEndpointConfigs and ListEndpoints. */
export interface ListInput {
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly NameContains?: string;
  readonly CreationTimeBefore?: Date;
  readonly CreationTimeAfter?: Date;
  readonly LastModifiedTimeBefore?: Date;
  readonly LastModifiedTimeAfter?: Date;
  readonly StatusEquals?: string;
}

/** Where an item stands in the order: its sort key, then its name. */
type Place = readonly [key: string | number, name: string];

/**
 * One page of `items`: by default 10, the newest first, as AWS does. A token names the last item given, so that
 * items created or deleted between two pages shift nothing, and is good for the same query only; the size of the
 * page may change.
 * @throws AwsError ValidationException for a token that no answer to the same query held
 */
export function pageOf<T extends Listed>(
  items: readonly T[],
  input: ListInput,
  kind: Kind,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const ascending = input.SortOrder === 'Ascending';
  const placeOf = (item: T): Place => [sortKey(item, input.SortBy), item.name];
  const order = (a: Place, b: Place) => (ascending ? compare(a, b) : -compare(a, b));
  const sorted = items.filter((item) => matches(item, input)).sort((a, b) => order(placeOf(a), placeOf(b)));

  const query = queryOf(kind, input);
  const last = input.NextToken === undefined ? undefined : decode(input.NextToken, query);
  const rest = last === undefined ? sorted : sorted.filter((item) => order(placeOf(item), last) > 0);
  const page = rest.slice(0, input.MaxResults ?? 10);
  const lastGiven = page.at(-1);
  const more = rest.length > page.length && lastGiven !== undefined;
  return { page, nextToken: more ? encode(placeOf(lastGiven), query) : undefined };
}

function matches(item: Listed, input: ListInput): boolean {
  const modified = item.lastModifiedAt ?? item.createdAt;
  return (
    item.name.includes(input.NameContains ?? '') &&
    (input.StatusEquals === undefined || item.status === input.StatusEquals) &&
    within(item.createdAt, input.CreationTimeAfter?.getTime(), input.CreationTimeBefore) &&
    within(modified, justAfter(input.LastModifiedTimeAfter), input.LastModifiedTimeBefore)
  );
}

/** By the API reference: created at or after, modified after, created or modified before. */
const within = (at: number, from: number | undefined, before: Date | undefined): boolean =>
  (from === undefined || at >= from) && (before === undefined || at < before.getTime());

/** Instants are whole milliseconds. */
const justAfter = (instant: Date | undefined): number | undefined => instant && instant.getTime() + 1;

function sortKey(item: Listed, by: string | undefined): string | number {
  if (by === 'Name') return item.name.toLowerCase();
  return by === 'Status' ? (item.status ?? '') : item.createdAt;
}

function compare(a: Place, b: Place): number {
  for (const index of [0, 1] as const) {
    if (a[index] < b[index]) return -1;
    if (a[index] > b[index]) return 1;
  }
  return 0;
}

/** What a token is bound to: all of the request but the token itself and the size of the page. */
function queryOf(kind: Kind, { NextToken, MaxResults, ...query }: ListInput): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = JSON.stringify([kind, asked.sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

const encode = (place: Place, query: string): string =>
  Buffer.from(JSON.stringify([query, ...place])).toString('base64url');

function decode(token: string, query: string): Place {
  try {
    const held: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(held) && held.length === 3 && held[0] === query) return [held[1], held[2]];
  } catch {
    // Falls through: whatever it is, it is none of ours.
  }
  throw invalidToken();
}
