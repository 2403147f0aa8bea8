import type { Tag } from '@aws-sdk/client-sagemaker';
import { invalid } from './errors.ts';

/** How many tags a resource may have (the API model's TagList; the tagging guide says it of a resource as a whole). */
const most = 50;

/**
 * The tags a resource is created with.
 * @throws AwsError ValidationException for a key given twice or reserved
 */
export const tagsOf = (given: readonly Tag[] | undefined): readonly Tag[] => merged([], given ?? []);

/**
 * `tags` with `added` written over them by key; keys are case-sensitive.
 * @throws AwsError ValidationException for a key given twice or reserved, or too many tags in all
 */
export function merged(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const keys = added.map((tag) => tag.Key ?? '');
  assertFree(keys);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw invalid(`Tag keys must be unique per resource: "${twice}" is given twice.`);
  const byKey = new Map([...tags, ...added].map((tag) => [tag.Key, tag]));
  if (byKey.size > most) {
    throw invalid(`A resource can have at most ${most} tags; it would have ${byKey.size}.`);
  }
  return [...byKey.values()];
}

/**
 * `tags` without those of the given keys; a key that is not there is no error.
 * @throws AwsError ValidationException for a reserved key
 */
export function without(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  assertFree(keys);
  return tags.filter((tag) => !keys.includes(tag.Key ?? ''));
}

/** Keys that begin with `aws:`, in whatever case, are AWS's own (the text is AWS's, from public reports). */
function assertFree(keys: readonly string[]): void {
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw invalid('aws: prefixed tag key names are not allowed for external use.');
  }
}
