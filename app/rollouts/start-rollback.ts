import type { Rollouts } from '../../core/ports/executions.ts';
import type { RolloutRecords } from '../../core/ports/ledger.ts';
import type { Release, Rollout } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';

/** Starts a rollout back to a kept config. The same `key` always gives the same rollout. */
export async function startRollback(
  ports: { readonly ledger: RolloutRecords; readonly rollouts: Rollouts },
  back: {
    readonly endpoint: string;
    readonly config: string;
    readonly by: string;
    readonly reason?: string | undefined;
    /** Skips all gates. */
    readonly fast: boolean;
    readonly key: string;
    /** The release to store the new rollout under, if no rollout of ours made the config. */
    readonly otherwise: Release;
  },
  at: Instant,
): Promise<Rollout> {
  const made = await ports.ledger.rollout(back.endpoint, back.config);
  // A release from before names were distinguished by case may spell it differently.
  const release = { ...(made?.release ?? back.otherwise), endpoint: back.endpoint };
  const attempt = await ports.ledger.nextAttempt(release, back.key);
  const { by, reason, config, fast } = back;
  const foreign = made === undefined ? { foreign: true as const } : {};
  const said = { ...(reason !== undefined && { reason }), ...(fast && { fast }), ...foreign };
  const start = { kind: 'rollback', at, by, config, ...said, request: back.key } as const;
  const rollout: Rollout = { release, attempt, start };
  await ports.rollouts.start(rollout);
  return rollout;
}
