import type { StoredObject } from './bucket.ts';
import { notImplemented, S3Error } from './s3-error.ts';

type Headers = Readonly<Record<string, string>>;

type ReadCondition = 'If-Match' | 'If-Unmodified-Since' | 'If-None-Match' | 'If-Modified-Since';

/**
 * The first condition of a read that does not hold (RFC 9110 §13), in the order in which AWS looks at them. A date counts
 * only where there is no condition on the ETag, in whole seconds, and not at all if it is no date; AWS ignores an
 * If-Modified-Since that lies in the future.
 */
function failedCondition(
  headers: Headers,
  { etag, lastModified }: StoredObject,
  now: number,
): ReadCondition | undefined {
  const modified = Math.floor(lastModified / 1000) * 1000;
  const dateOf = (name: string): number => Date.parse(headers[name] ?? '');

  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) {
    if (modified > dateOf('if-unmodified-since')) return 'If-Unmodified-Since';
  } else if (!matches(ifMatch, etag)) {
    return 'If-Match';
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, etag) ? 'If-None-Match' : undefined;
  const since = dateOf('if-modified-since');
  return modified <= since && since <= now ? 'If-Modified-Since' : undefined;
}

/**
 * Checks the conditions of a read, at `now` in epoch milliseconds.
 *
 * @throws S3Error `PreconditionFailed`, or `NotModified` (304, which clients see as an error too)
 */
export function checkReadConditions(headers: Headers, object: StoredObject, now: number): void {
  const failed = failedCondition(headers, object, now);
  switch (failed) {
    case undefined:
      return;
    case 'If-Match':
    case 'If-Unmodified-Since':
      throw preconditionFailed(failed);
    case 'If-None-Match':
    case 'If-Modified-Since':
      throw new S3Error('NotModified', 'Not Modified', 304, { headers: { etag: `"${object.etag}"` } });
  }
}

const copyPrefix = 'x-amz-copy-source-';

/**
 * Checks the conditions of a copy on its source, `x-amz-copy-source-if-…`, at `now` in epoch milliseconds.
 *
 * @throws S3Error `PreconditionFailed`, also where a read would say 304, with the condition as AWS writes it
 */
export function checkCopyConditions(headers: Headers, object: StoredObject, now: number): void {
  const conditions = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(`${copyPrefix}if-`) ? [[name.slice(copyPrefix.length), value] as const] : [],
  );
  const failed = failedCondition(Object.fromEntries(conditions), object, now);
  if (failed !== undefined) throw preconditionFailed(`${copyPrefix}${failed}`);
}

/**
 * Checks `If-None-Match: *` of a write: only if there is no such object yet.
 *
 * @throws S3Error `PreconditionFailed`, `NotImplemented` for any value but `*` (S3 has no other)
 */
export function checkWriteCondition(headers: Headers, exists: boolean): void {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch === undefined) return;
  if (ifNoneMatch !== '*')
    throw notImplemented(`"If-None-Match: ${ifNoneMatch}" of PutObject; it takes * only`);
  if (exists) throw preconditionFailed('If-None-Match');
}

const matches = (condition: string, etag: string): boolean =>
  condition.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^"(.*)"$/, '$1')));

const preconditionFailed = (condition: string): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    members: { Condition: condition },
  });

export interface ByteRange {
  /** The first byte and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/**
 * The part of `size` bytes that a Range header asks for, or undefined for all of them: also where the header is
 * no byte range at all, which HTTP has servers ignore. Of 10 bytes, `bytes=2-4` is [2, 5), `bytes=-3` is [7, 10),
 * `bytes=8-99` is [8, 10).
 *
 * @throws S3Error `InvalidRange` (nothing of it is there), `NotImplemented` (several ranges; S3 has none either)
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  if (header?.startsWith('bytes=') && header.includes(','))
    throw notImplemented('several ranges in one GetObject');
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', 416, {
      members: { RangeRequested: header, ActualObjectSize: size },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { start, end };
}
