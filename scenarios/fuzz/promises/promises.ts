import type { Seen } from '../../run-release-story.ts';
import { approvals } from './approvals.ts';
import { decisions } from './decisions.ts';
import { nobodyAsked } from './nobody-asked.ts';
import { phases } from './phases.ts';
import { presses } from './presses.ts';
import type { Promised } from './promise.ts';
import { stoppedIsNotDeployed } from './stopped-is-not-deployed.ts';
import { supersession } from './supersession.ts';

/** Everything that is judged beside the invariants of every story. */
const promises: readonly Promised[] = [
  approvals,
  decisions,
  nobodyAsked,
  phases,
  presses,
  stoppedIsNotDeployed,
  supersession,
];

/** Which promises were broken: one line each. */
export async function brokenPromises(seen: Seen): Promise<string[]> {
  const ledger = await seen.world.ledger();
  return promises.flatMap((promise) => promise({ ...seen, ledger }));
}
