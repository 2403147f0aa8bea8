import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { Stage } from '../../core/gates/gate.ts';
import { gateNotice } from '../../core/notices/gate.ts';
import type { Ledger } from '../../core/ports.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { References } from './references.ts';
import { type TellPorts, tell } from './tell.ts';

export interface AskPorts extends TellPorts {
  readonly ledger: Ledger;
  readonly references: Pick<References, 'answerLinks'>;
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
  const { ledger } = ports;
  const name = rolloutName(rollout);
  const { endpoint } = rollout.release;
  const kept = (await ledger.gates(endpoint, name, stage)).find(({ item }) => item.n === n);
  if (kept === undefined) return;
  const { item } = kept;
  const telling = {
    subject: `endpoint#${endpoint.toLowerCase()}`,
    occurrence: `gate#${name}#${stage}#${item.n}#${item.round}`,
    at,
    detail: { why: item.why },
  };
  if (!(await ledger.claim(telling))) return;
  const gate = {
    ...aboutGate(rollout, item),
    why: item.why,
    ...(item.ask && { question: item.ask.question }),
    ...(item.until !== undefined && { until: new Date(item.until).toISOString() }),
  };
  const links = await ports.references.answerLinks(rollout, item);
  const change = { ...aboutRollout(rollout, at), phase: 'gate' as const, gate };
  await tell(ports, change, gateNotice(rollout, item, links));
  await ledger.markTelling(telling);
}
