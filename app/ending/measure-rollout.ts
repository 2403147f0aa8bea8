import type { Metrics } from '../../core/ports/metrics.ts';
import { durationsOf } from '../../core/records/durations.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Conclusion } from '../../core/verdict/conclude-ending.ts';

/**
 * Measures a rollout that ended at `at`: its outcome, and how long each of its phases took. Call it once for
 * each rollout.
 */
export function measureRollout(
  metrics: Metrics,
  rollout: Rollout,
  conclusion: Conclusion,
  record: RolloutRecord | undefined,
  at: Instant,
): void {
  const about = { rollout: rolloutName(rollout), endpoint: rollout.release.endpoint };
  metrics.count('Rollouts', { Outcome: conclusion.outcome }, about);
  if (conclusion.urgent) metrics.count('UrgentRollouts', {}, about);
  if (record === undefined) return;
  for (const [phase, seconds] of Object.entries(durationsOf(record, at))) {
    metrics.seconds('PhaseSeconds', seconds, { Phase: phase }, about);
  }
}
