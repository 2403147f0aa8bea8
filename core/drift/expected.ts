import type { RolloutRecord } from '../records/rollout-record.ts';
import { epochMsOf } from '../values/instant.ts';
import type { LastKnownState } from './drift.ts';

/**
 * What the endpoint should serve while a rollout of ours has it and its shift is over. That is the last known state, as the
 * verdict itself was written there, and whatever was told as drift since. But for a rollout whose shift ended under
 * version 0.1, which wrote no verdict: the last known state is from before that shift.
 *
 * @param configName what the shift came to
 */
export function expectedAfterShift(
  lastKnown: LastKnownState | undefined,
  { endpoint, phases, verdict }: RolloutRecord,
  configName: string,
): LastKnownState {
  if (verdict !== undefined && lastKnown !== undefined) return lastKnown;
  return {
    endpoint,
    configName,
    status: 'InService',
    lastModified: phases.shifting === undefined ? 0 : epochMsOf(phases.shifting),
  };
}
