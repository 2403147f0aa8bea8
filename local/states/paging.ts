import { AwsError } from '../transport/aws-error.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * One page of the items that `keep` keeps. `items` may only grow, at the end: so with `newestFirst`, where the
 * last come first, nothing that is added or changes meanwhile moves a page.
 *
 * @param request maxResults from 1 to 1000; undefined or 0 means 100
 * @throws AwsError ValidationException or InvalidToken
 */
export function pageOf<T>(
  items: readonly T[],
  request: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
  { newestFirst = false, keep = () => true }: { newestFirst?: boolean; keep?: (item: T) => boolean } = {},
): Page<T> {
  const size = pageSize(request.maxResults);
  const [start, step] = newestFirst ? [items.length - 1, -1] : [0, 1];
  const page: T[] = [];
  let index = request.nextToken === undefined ? start : positionIn(request.nextToken, items.length);
  for (; index >= 0 && index < items.length; index += step) {
    const item = items[index] as T;
    if (!keep(item)) continue;
    // The token holds the index of the next item to show.
    if (page.length === size) return { items: page, nextToken: tokenOf(index) };
    page.push(item);
  }
  return { items: page, nextToken: undefined };
}

function pageSize(maxResults = 0): number {
  if (maxResults >= 0 && maxResults <= 1000) return maxResults || 100;
  const rule = maxResults < 0 ? 'greater than or equal to 0' : 'less than or equal to 1000';
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value ${rule}`,
  );
}

const tokenOf = (index: number): string => Buffer.from(`next:${index}`).toString('base64url');

function positionIn(token: string, length: number): number {
  const [, digits] = /^next:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  const index = Number(digits);
  if (digits === undefined || index >= length)
    throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return index;
}
