import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The rollout of that name, or the newest attempt of that release.
 *
 * @param records the endpoint's, oldest first
 * @throws UsageError if there is none
 */
export function findRecord(
  records: readonly RolloutRecord[],
  {
    endpoint,
    release,
    stage,
  }: { readonly endpoint: string; readonly release: string; readonly stage: string },
): RolloutRecord {
  const record =
    records.find(({ name }) => name === release) ?? records.findLast((one) => one.release.id === release);
  if (record === undefined)
    throw new UsageError(
      `<release>: expected a release or rollout of ${endpoint} in stage ${stage} (npx greenlight history ${endpoint}), got "${release}".`,
    );
  return record;
}
