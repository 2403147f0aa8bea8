import { invalid } from './errors.ts';

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
 * items created or deleted between two pages shift nothing.
 * @throws AwsError ValidationException for a token that no answer of ours held
 */
export function pageOf<T extends Listed>(
  items: readonly T[],
  input: ListInput,
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const ascending = input.SortOrder === 'Ascending';
  const placeOf = (item: T): Place => [sortKey(item, input.SortBy), item.name];
  const order = (a: Place, b: Place) => (ascending ? compare(a, b) : -compare(a, b));
  const sorted = items.filter((item) => matches(item, input)).sort((a, b) => order(placeOf(a), placeOf(b)));

  const last = input.NextToken === undefined ? undefined : decode(input.NextToken);
  const rest = last === undefined ? sorted : sorted.filter((item) => order(placeOf(item), last) > 0);
  const page = rest.slice(0, input.MaxResults ?? 10);
  const lastGiven = page.at(-1);
  const more = rest.length > page.length && lastGiven !== undefined;
  return { page, nextToken: more ? encode(placeOf(lastGiven)) : undefined };
}

function matches(item: Listed, input: ListInput): boolean {
  const modified = item.lastModifiedAt ?? item.createdAt;
  return (
    item.name.includes(input.NameContains ?? '') &&
    (input.StatusEquals === undefined || item.status === input.StatusEquals) &&
    within(item.createdAt, input.CreationTimeAfter, input.CreationTimeBefore) &&
    within(modified, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore)
  );
}

const within = (at: number, after: Date | undefined, before: Date | undefined): boolean =>
  (after === undefined || at > after.getTime()) && (before === undefined || at < before.getTime());

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

const encode = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function decode(token: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(place) && place.length === 2) return place as unknown as Place;
  } catch {
    // Falls through: whatever it is, it is none of ours.
  }
  throw invalid('NextToken is not valid: it must come from an answer to the same request.');
}
