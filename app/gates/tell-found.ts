import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import { onlyTells } from '../../core/gates/compare.ts';
import { areJudging, judgedBake } from '../../core/gates/findings.ts';
import type { PlannedGate } from '../../core/gates/gate.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { foundNotice } from '../../core/notices/gate.ts';
import type { NotificationReceipts } from '../../core/ports/ledger.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { epochMsOf, type Instant } from '../../core/values/instant.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { type TellPorts, tell } from '../notices/tell.ts';

export interface TellFoundPorts extends TellPorts {
  readonly ledger: NotificationReceipts & GateLedger;
}

/** Announces to machines, once for each bake, what judges have found at their last look in it. */
export async function announceJudged(
  { ledger, announcements }: Pick<TellFoundPorts, 'ledger' | 'announcements'>,
  rollout: Rollout,
  during: readonly PlannedGate[],
  at: Instant,
): Promise<void> {
  if (!areJudging(during)) return;
  const { endpoint } = rollout.release;
  for (const { item } of await ledger.gates(endpoint, rolloutName(rollout), 'during')) {
    const bake = judgedBake(item, epochMsOf(at));
    if (bake === undefined) continue;
    const occurrence = `judged#${rolloutName(rollout)}#${item.n}#${bake}`;
    const gate = aboutGate(rollout, item);
    const change = {
      ...aboutRollout(rollout, at),
      phase: 'judged' as const,
      gate,
      bake,
      judged: item.judged ?? [],
    };
    await once(ledger, endpointReceipt(endpoint, occurrence, at, { why: item.why }), () =>
      announcements.announce(change),
    );
  }
}

/** Tells, once each, what comparisons with `on: notify` have found: the shift goes on all the same. */
export async function tellFound(
  ports: TellFoundPorts,
  rollout: Rollout,
  during: readonly PlannedGate[],
  at: Instant,
): Promise<void> {
  if (!during.some(onlyTells)) return;
  const { endpoint } = rollout.release;
  for (const { item } of await ports.ledger.gates(endpoint, rolloutName(rollout), 'during')) {
    const gate = during[item.n];
    if (item.status !== 'overridden' || gate === undefined || !onlyTells(gate)) continue;
    const occurrence = `gate#${rolloutName(rollout)}#during#${item.n}#found`;
    const change = {
      ...aboutRollout(rollout, at),
      phase: 'gate' as const,
      gate: { ...aboutGate(rollout, item), why: item.why },
    };
    await once(ports.ledger, endpointReceipt(endpoint, occurrence, at, { why: item.why }), () =>
      tell(ports, change, foundNotice(rollout, item)),
    );
  }
}
