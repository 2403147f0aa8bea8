import { compareUploads } from '../lease/order.ts';
import { uploadOrderOf } from '../lease/upload-order.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Release } from '../release.ts';

/**
 * If there is no endpoint yet: the release of the newest upload, if its last attempt was refused for
 * something that a manifest can fix. Whoever uploads a manifest then supplies what the refusal asked for.
 * Undefined if a person rejected it, if it was superseded, or if the artifact itself is at fault: another
 * manifest changes none of that.
 *
 * @param records the endpoint's, oldest first
 */
export function refusedFirstRelease(records: readonly RolloutRecord[]): Release | undefined {
  const newest = records
    .map(({ release }) => release)
    .reduce<Release | undefined>(
      (best, one) => (best && compareUploads(uploadOrderOf(best), uploadOrderOf(one)) >= 0 ? best : one),
      undefined,
    );
  const last = records.findLast(({ release }) => release.id === newest?.id);
  if (newest === undefined || last?.outcome !== 'REJECTED') return undefined;
  const { stop, problems = [] } = last.conclusion ?? {};
  const { key } = newest.artifact;
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const ofArtifact = problems.some(({ field }) => field.startsWith(folder));
  return stop === undefined && problems.length > 0 && !ofArtifact ? newest : undefined;
}
