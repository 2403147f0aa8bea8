import type { Alarms, Endpoints, Ledger, WaitingRollout, Waits } from '../../core/ports.ts';
import { decideVerdict, type Verdict } from '../../core/verdict/decide.ts';

export interface SettlePorts {
  readonly endpoints: Endpoints;
  readonly alarms: Alarms;
  readonly ledger: Ledger;
  readonly waits: Waits;
}

/**
 * One look at the endpoint of rollouts that wait for it: those whose end it shows get their verdict. The look is
 * taken after the rollouts were read, so that it is never older than what they expect.
 */
export async function settle(
  ports: SettlePorts,
  endpoint: string,
  waiting: readonly WaitingRollout[],
): Promise<Verdict[]> {
  if (waiting.length === 0) return [];
  const view = await ports.endpoints.view(endpoint);
  const verdicts: Verdict[] = [];
  for (const rollout of waiting) {
    // Alarms cost a call: asked for only once the endpoint has come to rest.
    const calm = { seen: rollout.breaches, now: [] };
    if (decideVerdict(rollout.expected, view, calm) === undefined) continue;
    const now = rollout.rollbackAlarms.length > 0 ? await ports.alarms.breaches(rollout.rollbackAlarms) : [];
    const verdict = decideVerdict(rollout.expected, view, { seen: rollout.breaches, now });
    if (verdict === undefined) continue;
    await ports.waits.complete(rollout.token, verdict);
    await ports.ledger.disarm(rollout);
    verdicts.push(verdict);
  }
  return verdicts;
}
