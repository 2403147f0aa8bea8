import type { Stage } from '../../core/gates/gate.ts';
import type { GateItem } from '../../core/gates/item.ts';
import { gateNotice } from '../../core/notices/gate.ts';
import type { Ledger, Notices } from '../../core/ports.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';

interface AskPorts {
  readonly ledger: Ledger;
  readonly notices: Notices;
}

/**
 * Tells that a rollout waits at a gate, and for whom. Once for each question: looked at again, it is the same one;
 * what people answer comes by a function of its own.
 */
export async function askGate(
  ports: AskPorts,
  rollout: Rollout,
  stage: Stage,
  n: number,
  at: string,
): Promise<void> {
  const kept = await ports.ledger.gates(rollout.release.endpoint, rolloutName(rollout), stage);
  const asked = kept.find(({ item }) => item.n === n);
  if (asked !== undefined) await tell(ports, rollout, asked.item, at);
}

/**
 * In the shift several may ask at once, and whoever waits silently is not told of. What sees to a question's deadline
 * comes first: an answer that stands for people's must not depend on their having been told.
 */
export async function askOpen(
  ports: AskPorts,
  rollout: Rollout,
  at: string,
  time: (asked: GateItem) => Promise<void> = async () => {},
): Promise<void> {
  const kept = await ports.ledger.gates(rollout.release.endpoint, rolloutName(rollout), 'during');
  for (const { item } of kept) {
    if (item.status !== 'pending' || item.ask === undefined) continue;
    await time(item);
    await tell(ports, rollout, item, at);
  }
}

async function tell(
  { ledger, notices }: AskPorts,
  rollout: Rollout,
  item: GateItem,
  at: string,
): Promise<void> {
  const telling = {
    subject: `endpoint#${rollout.release.endpoint.toLowerCase()}`,
    occurrence: `gate#${rolloutName(rollout)}#${item.stage}#${item.n}#${item.round}`,
    at,
    detail: { why: item.why },
  };
  if (!(await ledger.claim(telling))) return;
  await notices.publish(gateNotice(rollout, item));
  await ledger.markTelling(telling);
}
