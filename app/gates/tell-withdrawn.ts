import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { withdrawnNotice } from '../../core/notices/gate.ts';
import type { NotificationReceipts } from '../../core/ports/ledger.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { Instant } from '../../core/values/instant.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { type TellPorts, tell } from '../notices/tell.ts';

/**
 * Tells people that their answer is no longer wanted, or no longer counts; once for each question. Gates that
 * only waited and asked nobody are not told.
 *
 * @param anew whether there are gates that may ask people now
 */
export async function tellWithdrawn(
  ports: TellPorts & { readonly ledger: NotificationReceipts },
  rollout: Rollout,
  items: readonly GateItem[],
  anew: boolean,
  at: Instant,
): Promise<void> {
  for (const item of items) {
    if (item.ask === undefined && item.decision === undefined) continue;
    const occurrence = `withdrawn#${rolloutName(rollout)}#${item.stage}#${item.n}#${item.round}`;
    const receipt = endpointReceipt(rollout.release.endpoint, occurrence, at, { why: item.why });
    const gate = { ...aboutGate(rollout, item), why: item.why };
    const change = { ...aboutRollout(rollout, at), phase: 'withdrawn' as const, gate };
    await once(ports.ledger, receipt, () => tell(ports, change, withdrawnNotice(rollout, item, anew)));
  }
}
