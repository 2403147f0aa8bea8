import type { Log } from '../../core/ports/log.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import { durationsOf } from '../../core/records/durations.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Conclusion } from '../../core/verdict/conclusion.ts';

/** The dashboard looks for lines with this message. */
export const endMessage = 'rollout ended';

/**
 * Logs how a rollout ended at `at`, and how long each of its phases took, in seconds. If somebody has to act, that is
 * counted by a metric, because an alarm watches it. Call it once for each rollout.
 */
export function logEnd(
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
  rollout: Rollout,
  conclusion: Conclusion,
  record: RolloutRecord | undefined,
  at: Instant,
): void {
  const about = { rollout: rolloutName(rollout), endpoint: rollout.release.endpoint };
  const seconds = record && durationsOf(record, at);
  log.info(endMessage, { ...about, outcome: conclusion.outcome, ...(seconds && { seconds }) });
  if (conclusion.urgent) metrics.count('UrgentRollouts', {}, about);
}
