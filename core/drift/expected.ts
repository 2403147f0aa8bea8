import type { RolloutRecord } from '../records/rollout-record.ts';
import type { Belief } from './drift.ts';

/**
 * What the endpoint should serve while a rollout of ours has it and its shift is over: the config that the shift came
 * to. What is believed may be from before the shift, since it is written when a rollout ends; what was told as drift
 * since is newer, and stands.
 *
 * @param believed undefined where no rollout to this endpoint has ended yet
 */
export function expectedAfterShift(
  believed: Belief | undefined,
  { endpoint, phases }: RolloutRecord,
  configName: string,
): Belief {
  const since = Date.parse(phases.shifting ?? '');
  if (believed !== undefined && !(believed.lastModified < since)) return believed;
  return { endpoint, configName, status: 'InService', lastModified: since };
}
