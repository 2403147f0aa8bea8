import type { Rollouts } from '../../core/ports/executions.ts';
import type { RolloutRecords } from '../../core/ports/ledger.ts';
import type { Release, Rollout } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';

/** Starts a rollout back to a kept config. Asked again with the same `key`, it is the same rollout. */
export async function startRollback(
  ports: { readonly ledger: RolloutRecords; readonly rollouts: Rollouts },
  back: {
    readonly endpoint: string;
    readonly config: string;
    readonly by: string;
    readonly reason?: string | undefined;
    /** Past all gates. */
    readonly fast: boolean;
    readonly key: string;
    /** Where no rollout of ours made the config: what the new rollout is filed under. */
    readonly otherwise: Release;
  },
  at: Instant,
): Promise<Rollout> {
  const made = await ports.ledger.rollout(back.endpoint, back.config);
  // Releases of before names were told apart by case may have another spelling of it.
  const release = { ...(made?.release ?? back.otherwise), endpoint: back.endpoint };
  const attempt = await ports.ledger.nextAttempt(release, back.key);
  const { by, reason, config, fast } = back;
  const foreign = made === undefined ? { foreign: true as const } : {};
  const said = { ...(reason !== undefined && { reason }), ...(fast && { fast }), ...foreign };
  const start = { kind: 'rollback', at, by, config, ...said } as const;
  const rollout: Rollout = { release, attempt, start };
  await ports.rollouts.start(rollout);
  return rollout;
}
