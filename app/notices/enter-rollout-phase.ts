import { aboutRollout } from '../../core/announcements/state-change.ts';
import type { RolloutRecords } from '../../core/ports/ledger.ts';
import type { Announcements } from '../../core/ports/notices.ts';
import type { RolloutPhase } from '../../core/records/rollout-record.ts';
import type { Rollout } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * Records that the rollout has entered a phase, and announces it. True the first time, so a repeated step is
 * not announced. True once more if the rollout comes back to the phase after it has entered `since`.
 */
export async function enterRolloutPhase(
  ports: { readonly ledger: RolloutRecords; readonly announcements: Announcements },
  rollout: Rollout,
  phase: Exclude<RolloutPhase, 'concluded'>,
  at: Instant,
  since?: RolloutPhase,
): Promise<boolean> {
  if (!(await ports.ledger.enter(rollout, phase, at, since))) return false;
  await ports.announcements.announce({ ...aboutRollout(rollout, at), phase });
  return true;
}
