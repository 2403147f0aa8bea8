import { giveBack, handOver } from '../../core/lease/hand-over.ts';
import type { Leases } from '../../core/lease/lease.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Waits } from '../../core/ports/waits.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * The rollout's end: its lease goes to who is next, who is woken with the new fencing number, or becomes free.
 * A token that is gone says little: an earlier try may have completed it, or the wait timed out and is about to ask
 * again, and is told then. Only where the execution itself has ended is it passed over. Answers with who holds the
 * lease now.
 */
export async function passLease(
  ports: { readonly leases: Leases; readonly waits: Waits; readonly rollouts: Rollouts },
  endpoint: string,
  rollout: string,
  fence: number,
  at: Instant,
): Promise<string | undefined> {
  let passed = await ports.leases.change(endpoint, (lease) => handOver(lease, rollout, fence, at));
  while (passed.kind === 'handed') {
    const { claim, token } = passed;
    const woken = await ports.waits.complete<'admission'>(token, { ending: null, fence: passed.fence });
    if (woken || (await ports.rollouts.isRunning(claim.execution))) return claim.rollout;
    passed = await ports.leases.change(endpoint, (lease) => giveBack(lease, claim.rollout, token, at));
  }
  return undefined;
}
