import type { RolloutRecord } from '../records/rollout-record.ts';
import { epochMsOf } from '../values/instant.ts';
import type { LastKnownState } from './drift.ts';

/**
 * What the endpoint should serve while a rollout of ours holds it and its shift is over. That is the last
 * known state: the verdict wrote it, and so did drift told since. The exception is a shift that ended under
 * version 0.1, which did not write its verdict: then the last known state is from before the shift.
 *
 * @param configName the config that the shift ended on
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
