import type { GateLedger } from '../../core/gates/ports.ts';
import type { Waits } from '../../core/ports/waits.ts';

/**
 * Something has happened that a gate may go by (a decision, an alarm, a stop): whoever waits at one looks again. Of
 * one rollout, where it is named. Answers whether anybody was woken.
 */
export async function wakeGates(
  ports: { readonly ledger: GateLedger; readonly waits: Waits },
  endpoint: string,
  rollout?: string,
): Promise<boolean> {
  let woken = false;
  for (const wait of await ports.ledger.gateWaits(endpoint)) {
    if (rollout !== undefined && wait.name !== rollout) continue;
    woken = (await ports.waits.complete<'gate'>(wait.token, {})) || woken;
    await ports.ledger.disarmGate(wait);
  }
  return woken;
}
