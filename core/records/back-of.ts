import { whatServes } from '../verdict/way-out.ts';
import { rollbackTarget } from './rollback-target.ts';
import type { RolloutRecord } from './rollout-record.ts';

/**
 * What a rollback of an ended rollout whose release serves would restore, in words; undefined if there is nothing. If it
 * could not be taken back, its conclusion has whether there is something to go back to.
 *
 * @param records the endpoint's, oldest first
 */
export function backOf(
  { outcome, conclusion, plan }: RolloutRecord,
  records: readonly RolloutRecord[],
): string | undefined {
  const possible = conclusion?.nextSteps?.some(({ action }) => action === 'roll-back') ?? false;
  if (outcome === 'FAILED' && !possible) return undefined;
  const target = rollbackTarget(records, plan?.config, undefined);
  if (target.kind === 'none') return undefined;
  const { config } = target.to;
  return whatServes(
    config,
    records.find(({ name }) => name === config),
  );
}
