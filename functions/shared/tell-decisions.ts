import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { Stage } from '../../core/gates/gate.ts';
import { decisionNotice } from '../../core/notices/gate.ts';
import type { Ledger } from '../../core/ports.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type TellPorts, tell } from './tell.ts';

/**
 * Tells what people have decided at the gates of a stage, each decision once: by whoever looks at the gates next, so
 * that it is told the same whichever way it came.
 */
export async function tellDecisions(
  ports: TellPorts & { readonly ledger: Ledger },
  rollout: Rollout,
  stage: Stage,
  at: string,
): Promise<void> {
  const name = rolloutName(rollout);
  const { endpoint } = rollout.release;
  for (const { item } of await ports.ledger.gates(endpoint, name, stage)) {
    const decisions = [...(item.earlier ?? []), ...(item.decision ? [item.decision] : [])];
    for (const decision of decisions) {
      const { verdict, by, via, round } = decision;
      const telling = {
        subject: `endpoint#${endpoint.toLowerCase()}`,
        occurrence: `decision#${name}#${stage}#${item.n}#${round}`,
        at,
        detail: { verdict, by },
      };
      if (!(await ports.ledger.claim(telling))) continue;
      const change = {
        ...aboutRollout(rollout, at),
        phase: 'decision' as const,
        gate: { ...aboutGate(rollout, item), round },
        verdict,
        by,
        via,
        decidedAt: new Date(decision.at).toISOString(),
        ...(decision.name !== undefined && { name: decision.name }),
        ...(decision.reason !== undefined && { reason: decision.reason }),
      };
      await tell(ports, change, decisionNotice(rollout, item, decision));
      await ports.ledger.markTelling(telling);
    }
  }
}
