import { servesWhat } from '../endpoint-status.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import type { EndpointView } from '../sagemaker.ts';

export type ServingRelease =
  | { readonly kind: 'ours'; readonly record: RolloutRecord }
  | { readonly kind: 'none'; readonly why: string };

/**
 * The rollout whose config the endpoint serves: by the name of the config, which is that of the rollout that made it,
 * and never the newest one. One that was refused, superseded or rolled back is not taken for it, even where somebody
 * has put its config live by hand.
 *
 * @param records the endpoint's, in any order
 */
export function servingRelease(
  records: readonly RolloutRecord[],
  live: Pick<EndpointView, 'status' | 'configName'>,
): ServingRelease {
  // Something else may just be changing it: it serves all the same.
  if (servesWhat(live.status) !== 'config') return { kind: 'none', why: `the endpoint is ${live.status}` };
  const record = records.find(({ name, start }) => name === live.configName && start.kind !== 'rollback');
  if (record === undefined)
    return { kind: 'none', why: `it serves ${live.configName}, which is no release of ours` };
  // One that failed after it was live serves all the same: so it was told, and somebody is mending it.
  return ['DEPLOYED', 'FAILED', 'TIMED_OUT'].includes(record.outcome ?? '')
    ? { kind: 'ours', record }
    : { kind: 'none', why: `it serves ${record.name}, which ended ${record.outcome ?? 'unknown'}` };
}
