import { servesWhat } from '../endpoint-status.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { EndpointView } from '../sagemaker.ts';

export type ServingRelease =
  | { readonly kind: 'ours'; readonly record: RolloutRecord }
  | { readonly kind: 'none'; readonly why: string };

/**
 * The rollout whose config the endpoint serves. It is found by the config's name, which is the name of the
 * rollout that made it, and never assumed to be the newest one. A rollout that was refused, superseded or
 * rolled back does not count, even if somebody has deployed its config by hand.
 *
 * @param records the endpoint's, in any order
 */
export function servingRelease(
  records: readonly RolloutRecord[],
  live: Pick<EndpointView, 'status' | 'configName'>,
): ServingRelease {
  // Somebody else may be changing the endpoint right now; it serves all the same.
  if (servesWhat(live.status) !== 'config') return { kind: 'none', why: `the endpoint is ${live.status}` };
  const record = records.find(({ name, start }) => name === live.configName && start.kind !== 'rollback');
  if (record === undefined)
    return { kind: 'none', why: `it serves ${live.configName}, which is no release of ours` };
  // A release that failed after it was live still serves. That was told, and somebody is fixing it.
  return ['DEPLOYED', 'FAILED', 'TIMED_OUT'].includes(record.outcome ?? '')
    ? { kind: 'ours', record }
    : { kind: 'none', why: `it serves ${record.name}, which ended ${record.outcome ?? 'unknown'}` };
}
