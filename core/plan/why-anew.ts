import { isSameManifest } from './manifest-version.ts';
import type { Settled } from './settled.ts';

/** Why what was asked about before is no longer what would be released, in words that follow a colon. */
export function whyAnew(before: Settled | undefined, after: Settled): string {
  if (before !== undefined && before.from !== after.from)
    return `the endpoint was changed meanwhile and serves ${after.from ?? 'nothing'}, no longer ${before.from ?? 'nothing'}`;
  if (before !== undefined && !isSameManifest(before.manifest, after.manifest))
    return after.manifest === null
      ? 'the manifest was deleted meanwhile'
      : 'the manifest was replaced meanwhile';
  return 'what would be released has changed meanwhile';
}
