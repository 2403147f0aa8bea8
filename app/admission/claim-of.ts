import type { LeaseClaim } from '../../core/lease/lease.ts';
import { uploadOrderOf } from '../../core/lease/upload-order.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';

/** What a rollout, run by that execution, claims: the exclusive use of its endpoint. */
export function claimOf(rollout: Rollout, execution: string): LeaseClaim {
  const { release, start } = rollout;
  return {
    rollout: rolloutName(rollout),
    release: release.id,
    endpoint: release.endpoint,
    kind: start.kind,
    order: uploadOrderOf(release),
    execution,
    at: start.at,
    ...(start.kind === 'rollback' && { to: start.config }),
    ...(start.kind === 'manifest' && start.replaces !== undefined && { replaces: start.replaces }),
  };
}
