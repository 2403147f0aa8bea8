import { giveBack, handOver } from '../../core/lease/hand-over.ts';
import type { Leases, SeenLease } from '../../core/lease/lease.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Waits } from '../../core/ports/waits.ts';
import type { Instant } from '../../core/values/instant.ts';

/**
 * Ends the rollout's lease: the next rollout gets it and is woken with the new fencing number, or the lease
 * becomes free. A token that is gone proves little: an earlier try may have completed it, or the wait has
 * timed out and the rollout is about to ask again. It is skipped only if its execution has ended. Returns the
 * holder.
 */
export async function passLease(
  ports: { readonly leases: Leases; readonly waits: Waits; readonly rollouts: Rollouts },
  endpoint: string,
  rollout: string,
  fence: number,
  at: Instant,
  seen?: SeenLease,
): Promise<string | undefined> {
  let passed = await ports.leases.change(endpoint, (lease) => handOver(lease, rollout, fence, at), seen);
  while (passed.kind === 'handed') {
    const { claim, token } = passed;
    const woken = await ports.waits.complete<'admission'>(token, { ending: null, fence: passed.fence });
    if (woken || (await ports.rollouts.isRunning(claim.execution))) return claim.rollout;
    passed = await ports.leases.change(endpoint, (lease) => giveBack(lease, claim.rollout, token, at));
  }
  return undefined;
}
