import { cpuMillis, median } from './measure.ts';
import {
  assertOn,
  createAlarm,
  createConfigs,
  createEndpoints,
  createWorld,
  updateEndpoints,
} from './world.ts';

/**
 * Provisioning 240 s, nine bakes of WaitInterval and one of TerminationWait, termination 60 s:
 * 240 + 10 × 2 840 + 60 = 28 700 s, just under 8 hours, the longest that MaximumExecutionTimeout allows.
 */
const bakeSeconds = 2840;
const minutes = 8 * 60;

export interface LongRollout {
  /** CPU ms of 8 simulated hours with a rollout and a 60 s alarm. */
  readonly rollout: number;
  /** CPU ms of 8 simulated hours with the endpoint idle and the same alarm. */
  readonly empty: number;
}

/** Medians of `runs` runs each, after as many runs to warm up. */
export async function longRollout(runs: number): Promise<LongRollout> {
  const rollout: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < 2 * runs; run += 1) {
    // Alternate, so that other load on the host affects both alike.
    const times = { rollout: await eightHourRun(true), empty: await eightHourRun(false) };
    if (run < runs) continue;
    rollout.push(times.rollout);
    empty.push(times.empty);
  }
  return { rollout: median(rollout), empty: median(empty) };
}

async function eightHourRun(withRollout: boolean): Promise<number> {
  const world = createWorld();
  await createConfigs(world, 10);
  await createAlarm(world);
  await createEndpoints(world, 1);
  const spent = await cpuMillis(async () => {
    if (withRollout) await updateEndpoints(world, 1, bakeSeconds);
    // One datapoint per minute: an alarm without data has nothing to evaluate.
    for (let minute = 0; minute < minutes; minute += 1) {
      world.publishInvocation();
      await world.clock.advance(60_000);
    }
  });
  await assertOn(world, 1, withRollout ? 'green' : 'blue');
  await world.close();
  return spent;
}
