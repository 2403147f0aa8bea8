import type { Alarms, Endpoints, EndpointWait, Ledger, ShiftWait, Waits } from '../../core/ports.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { decideVerdict, isMoving, type Verdict } from '../../core/verdict/decide.ts';

export interface SettlePorts {
  readonly endpoints: Endpoints;
  readonly alarms: Alarms;
  readonly ledger: Ledger;
  readonly waits: Waits;
}

/**
 * One look at the endpoint of rollouts that wait for it: those whose end it shows are answered. The look is taken
 * after the waits were read, so that it is never older than what they expect. Answers with what each was told.
 */
export async function settle(
  ports: SettlePorts,
  endpoint: string,
  waiting: readonly EndpointWait[],
): Promise<('calm' | Verdict['kind'])[]> {
  if (waiting.length === 0) return [];
  const view = await ports.endpoints.view(endpoint);
  const settled: ('calm' | Verdict['kind'])[] = [];
  for (const wait of waiting) {
    if (wait.purpose === 'calm') {
      if (view !== undefined && isMoving(view.status)) continue;
      await ports.waits.complete<'calm'>(wait.token, { ending: null });
      settled.push('calm');
    } else {
      const verdict = await verdictOn(ports, wait, view);
      if (verdict === undefined) continue;
      await ports.waits.complete<'shift'>(wait.token, verdict);
      settled.push(verdict.kind);
    }
    await ports.ledger.disarm(wait);
  }
  return settled;
}

/** Alarms and the stop cost a call each: asked for only once the endpoint has come to rest. */
async function verdictOn(
  { alarms, ledger }: SettlePorts,
  wait: ShiftWait,
  view: EndpointView | undefined,
): Promise<Verdict | undefined> {
  const seen = wait.breaches;
  const calm = decideVerdict(wait.expected, view, { seen, now: [] }, undefined);
  // Whatever speaks against the new config is the reason for going back, not against having gone back.
  if (calm === undefined || wait.purpose === 'back') return calm;
  const now = wait.rollbackAlarms.length > 0 ? await alarms.breaches(wait.rollbackAlarms) : [];
  const record = await ledger.rollout(wait.endpoint, wait.name);
  return decideVerdict(wait.expected, view, { seen, now }, record?.stop);
}
