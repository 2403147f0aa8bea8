import type { Seen } from '../../run-release-story.ts';
import { alarms } from './alarms.ts';
import { approvals } from './approvals.ts';
import { decisions } from './decisions.ts';
import { gates } from './gates.ts';
import { leftBehind } from './left-behind.ts';
import { nobodyAsked } from './nobody-asked.ts';
import { notices } from './notices.ts';
import { phases } from './phases.ts';
import { presses } from './presses.ts';
import type { Promised } from './promise.ts';
import { reReleases } from './re-releases.ts';
import { reasons } from './reasons.ts';
import { readRemains } from './remains.ts';
import { reports } from './reports.ts';
import { stoppedIsNotDeployed } from './stopped-is-not-deployed.ts';
import { supersession } from './supersession.ts';
import { turns } from './turns.ts';

/** Everything that is judged beside the invariants of every story. */
const promises: readonly Promised[] = [
  alarms,
  approvals,
  decisions,
  gates,
  leftBehind,
  nobodyAsked,
  notices,
  phases,
  presses,
  reReleases,
  reasons,
  reports,
  stoppedIsNotDeployed,
  supersession,
  turns,
];

/** Which promises were broken: one line each. */
export async function brokenPromises(seen: Seen): Promise<string[]> {
  const ledger = await seen.world.ledger();
  const remains = await readRemains(seen.world);
  return promises.flatMap((promise) => promise({ ...seen, ledger, remains }));
}
