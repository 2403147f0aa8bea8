import type { StoredObject } from './bucket.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import type { Tags } from './tag-map.ts';

/** AWS: "up to 10 tags"; keys of 128 characters, values of 256, of letters, digits, spaces and + - = . _ : / @ */
const tagsAtMost = 10;
const keyForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const valueForm = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

const invalidTag = (message: string): S3Error => new S3Error('InvalidTag', message, 400);

/** Tags as a request gives them. @throws S3Error `BadRequest` (more than 10), `InvalidTag` */
export function checkedTags(pairs: readonly (readonly [string, string])[]): Tags {
  if (pairs.length > tagsAtMost) {
    throw new S3Error('BadRequest', 'Object tags cannot be greater than 10', 400);
  }
  for (const [key, value] of pairs) {
    if (!keyForm.test(key)) throw invalidTag('The TagKey you have provided is invalid');
    if (!valueForm.test(value)) throw invalidTag('The TagValue you have provided is invalid');
  }
  const tags = new Map(pairs);
  if (tags.size < pairs.length) {
    throw invalidTag('Cannot provide multiple Tags with the same key');
  }
  return tags;
}

/** The tags of an upload: `x-amz-tagging: team=ml&stage=prod`, as a query string. @throws S3Error as for the document */
export function taggingOf(headers: Readonly<Record<string, string>>): Tags {
  const header = headers['x-amz-tagging'] ?? '';
  const pairs = [...new URLSearchParams(header)];
  if (header !== '' && pairs.length === 0) {
    throw invalidArgument('The header x-amz-tagging is malformed', 'x-amz-tagging', header);
  }
  return checkedTags(pairs);
}

/** How many tags there are, which GetObject and HeadObject tell where there are any. */
export const taggingHeader = ({ tags }: StoredObject): Record<string, string> =>
  tags.size === 0 ? {} : { 'x-amz-tagging-count': String(tags.size) };
