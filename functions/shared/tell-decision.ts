import type { Decision } from '../../core/gates/decision.ts';
import { type GatePlace, gateKey } from '../../core/gates/gate-key.ts';
import { decisionNotice } from '../../core/notices/gate.ts';
import type { Ledger, Notices } from '../../core/ports.ts';

/** Tells who has decided a gate, whichever way they did: once, however often the decision comes. */
export async function tellDecision(
  { ledger, notices }: { readonly ledger: Ledger; readonly notices: Notices },
  endpoint: string,
  gate: GatePlace & { readonly kind: string },
  decision: Decision,
  at: string,
): Promise<void> {
  const { verdict, by } = decision;
  const telling = {
    subject: `endpoint#${endpoint.toLowerCase()}`,
    occurrence: `decision#${gateKey(gate)}#${decision.round}`,
    at,
    detail: { verdict, by },
  };
  if (!(await ledger.claim(telling))) return;
  const record = await ledger.rollout(endpoint, gate.rollout);
  const version = record?.release.version ?? gate.rollout;
  await notices.publish(decisionNotice({ endpoint, version }, gate, decision));
  await ledger.markTelling(telling);
}
