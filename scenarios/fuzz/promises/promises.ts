import type { Seen } from '../../run-release-story.ts';
import { approvals } from './approvals.ts';
import { nobodyAsked } from './nobody-asked.ts';
import { phases } from './phases.ts';
import type { Promised } from './promise.ts';
import { stoppedIsNotDeployed } from './stopped-is-not-deployed.ts';
import { supersession } from './supersession.ts';

/** Everything that is judged beside the invariants of every story. */
const promises: readonly Promised[] = [approvals, nobodyAsked, phases, stoppedIsNotDeployed, supersession];

/** Which promises were broken: one line each. */
export async function brokenPromises(seen: Seen): Promise<string[]> {
  const ledger = await seen.world.ledger();
  return promises.flatMap((promise) => promise({ ...seen, ledger }));
}
