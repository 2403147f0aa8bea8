import type { AwsError } from './aws-error.ts';

/**
 * One page of a list that stays as it is meanwhile, and the token of the next page: the index that it begins at.
 * @param refusal what a token is refused with that no answer held
 */
export function pageOf<T>(
  items: readonly T[],
  size: number,
  token: string | undefined,
  refusal: () => AwsError,
): { readonly page: T[]; readonly nextToken: string | undefined } {
  const start = token === undefined ? 0 : indexIn(token);
  if (start === undefined || start > items.length) throw refusal();
  const end = start + size;
  const nextToken = end < items.length ? Buffer.from(`from ${end}`).toString('base64') : undefined;
  return { page: items.slice(start, end), nextToken };
}

function indexIn(token: string): number | undefined {
  const [, digits] = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
