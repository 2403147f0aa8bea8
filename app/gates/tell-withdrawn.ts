import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { withdrawnNotice } from '../../core/notices/gate.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type TellPorts, tell } from '../notices/tell.ts';

/**
 * Tells whoever had been asked that their answer is not wanted any more, or counts no more: once for each question.
 * Gates that only waited, and asked nobody, are not told of.
 *
 * @param anew whether there are gates that may ask people now
 */
export async function tellWithdrawn(
  ports: TellPorts & { readonly ledger: Ledger },
  rollout: Rollout,
  items: readonly GateItem[],
  anew: boolean,
  at: string,
): Promise<void> {
  for (const item of items) {
    if (item.ask === undefined && item.decision === undefined) continue;
    const receipt = {
      subject: `endpoint#${rollout.release.endpoint.toLowerCase()}`,
      occurrence: `withdrawn#${rolloutName(rollout)}#${item.stage}#${item.n}#${item.round}`,
      at,
      detail: { why: item.why },
    };
    if (!(await ports.ledger.claimNotification(receipt))) continue;
    const gate = { ...aboutGate(rollout, item), why: item.why };
    const change = { ...aboutRollout(rollout, at), phase: 'withdrawn' as const, gate };
    await tell(ports, change, withdrawnNotice(rollout, item, anew));
    await ports.ledger.markNotified(receipt);
  }
}
