import { aboutGate, aboutRollout } from '../../core/announcements/state-change.ts';
import type { Stage } from '../../core/gates/gate.ts';
import { gateNotice } from '../../core/notices/gate.ts';
import type { Ledger } from '../../core/ports.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { type TellPorts, tell } from './tell.ts';

/**
 * Tells that a rollout waits at a gate, and for whom. Once for each question: looked at again, it is the same one;
 * what people answer comes by a function of its own.
 */
export async function askGate(
  ports: TellPorts & { readonly ledger: Ledger },
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
  await tell(ports, { ...aboutRollout(rollout, at), phase: 'gate', gate }, gateNotice(rollout, item));
  await ledger.markTelling(telling);
}
