import type { VariantFleets } from './phase-writer.ts';
import { instancesIn } from './shifts.ts';
import type { Strategy } from './strategy.ts';
import type { Timings } from './timeline.ts';

/**
 * The longest that a rollback may take, in seconds, from wherever the rollout stands.
 *
 * Blue/green: blue stands whole until it is terminated, so green only has to end. Rolling: what of blue is gone has
 * to come again, by RollbackMaximumBatchSize at a time, and for each batch as much of green goes; first goes what
 * the batch under way leaves idle (docs/assumptions.md). At worst all but one instance of 5 are gone: 1 at a time,
 * with 240 s to come and 60 s to go, that is 60 + 4 × 300 = 1260 s.
 */
export function longestRollback(
  strategy: Strategy,
  variants: readonly VariantFleets[],
  timings: Timings,
): number {
  const { provisioningSeconds, activationSeconds, terminationSeconds } = timings;
  if (strategy.kind !== 'rolling') return terminationSeconds;
  // Endpoints of several variants are never rolled.
  const blue = variants[0]?.blue ?? 0;
  const size = strategy.rollbackSize === undefined ? blue : instancesIn(strategy.rollbackSize, blue, 'down');
  const batches = Math.ceil((blue - 1) / Math.max(1, size));
  return terminationSeconds + batches * (provisioningSeconds + activationSeconds + terminationSeconds);
}
