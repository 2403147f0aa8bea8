import type { GateLedger } from '../../core/gates/ports.ts';
import type { Waits } from '../../core/ports/waits.ts';

/**
 * Something has happened that a gate may depend on (a decision, an alarm, a stop): the rollouts that wait at
 * a gate look again, or only the named one. Returns whether any was woken.
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
