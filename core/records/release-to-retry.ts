import type { Release } from '../release.ts';
import type { RolloutRecord } from './rollout-record.ts';

/**
 * The release that a changed manifest is for: that of the newest rollout (also one that went back to it), unless that
 * showed it to be bad; then the one that was deployed last. Undefined while there is none. `records` are the endpoint's, oldest first.
 */
export function releaseForManifest(records: readonly RolloutRecord[]): Release | undefined {
  const newest = records.at(-1);
  if (newest === undefined) return undefined;
  const bad = ['ROLLED_BACK', 'FAILED', 'TIMED_OUT'].includes(newest.outcome ?? '');
  return bad ? records.findLast(({ outcome }) => outcome === 'DEPLOYED')?.release : newest.release;
}
