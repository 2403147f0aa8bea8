import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { Decision } from '../../core/gates/decision.ts';
import { gateKey } from '../../core/gates/gate-key.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { decisionNotice } from '../../core/notices/gate.ts';
import type { NotificationReceipts } from '../../core/ports/ledger.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import type { TellPorts } from '../notices/tell.ts';

/**
 * Tells who has decided at a gate, by whichever way. It is told once, however often the decision arrives. Machines are
 * told first, and noted by themselves: while SNS refuses, nobody may come back to a decision that counts already.
 */
export async function tellDecision(
  ports: TellPorts & { readonly ledger: NotificationReceipts },
  rollout: Rollout,
  item: GateItem,
  decision: Decision,
  at: Instant,
): Promise<void> {
  const { verdict, by, via, round, name, reason } = decision;
  const place = { rollout: rolloutName(rollout), stage: item.stage, n: item.n };
  const { endpoint } = rollout.release;
  const occurrence = `decision#${gateKey(place)}#${round}`;
  const receiptOf = (what: string) => endpointReceipt(endpoint, what, at, { verdict, by });
  const change = {
    ...aboutRollout(rollout, at),
    phase: 'decision' as const,
    gate: {
      ...aboutGate(rollout, item),
      round,
      ...(decision.digest !== undefined && { digest: decision.digest }),
    },
    verdict,
    by,
    via,
    decidedAt: instantAt(decision.at),
    ...(name !== undefined && { name }),
    ...(reason !== undefined && { reason }),
  };
  await once(ports.ledger, receiptOf(`announced#${occurrence}`), () => ports.announcements.announce(change));
  const notice = decisionNotice(rollout, item, decision);
  await once(ports.ledger, receiptOf(occurrence), () => ports.notices.publish({ ...notice, event: change }));
}
