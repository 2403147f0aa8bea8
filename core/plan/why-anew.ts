import { isSameManifest } from './manifest-version.ts';
import type { Settlement } from './settled.ts';

type MadeFrom = Pick<Settlement, 'from' | 'manifest' | 'defaults'>;

/** Why the settled release is no longer what would be released, worded to follow a colon. */
export function whyAnew(before: MadeFrom, after: MadeFrom): string {
  if (before.from !== after.from)
    return `the endpoint was changed meanwhile and serves ${after.from ?? 'nothing'}, no longer ${before.from ?? 'nothing'}`;
  if (!isSameManifest(before.manifest, after.manifest))
    return after.manifest === null
      ? 'the manifest was deleted meanwhile'
      : 'the manifest was replaced meanwhile';
  if (!isSameManifest(before.defaults ?? null, after.defaults ?? null))
    return after.defaults === undefined
      ? 'the defaults were deleted meanwhile'
      : `the defaults were ${before.defaults === undefined ? 'put' : 'replaced'} meanwhile`;
  return 'what would be released has changed meanwhile';
}
