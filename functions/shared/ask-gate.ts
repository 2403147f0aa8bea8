import type { Stage } from '../../core/gates/gate.ts';
import { gateNotice } from '../../core/notices/gate.ts';
import type { Ledger, Notices } from '../../core/ports.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import type { References } from './references.ts';

export interface AskPorts {
  readonly ledger: Ledger;
  readonly notices: Notices;
  readonly references: Pick<References, 'answerLinks'>;
}

/**
 * Tells that a rollout waits at a gate, and for whom. Once for each question: looked at again, it is the same one;
 * what people answer comes by a function of its own.
 */
export async function askGate(
  { ledger, notices, references }: AskPorts,
  rollout: Rollout,
  stage: Stage,
  n: number,
  at: string,
): Promise<void> {
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
  await notices.publish(gateNotice(rollout, item, await references.answerLinks(rollout, item)));
  await ledger.markTelling(telling);
}
