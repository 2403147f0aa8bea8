import { cpuMillis } from './measure.ts';
import {
  assertOn,
  createAlarm,
  createConfigs,
  createEndpoints,
  createWorld,
  updateEndpoints,
} from './world.ts';

/** An hour is enough: 240 + 10 × 300 + 60 = 3 300 s. */
const bakeSeconds = 300;

/**
 * CPU ms per rollout, from the first UpdateEndpoint to the last end, when `endpoints` are rolled out in
 * groups of `atOnce`, one group after another.
 *
 * The work and the heap size do not depend on `atOnce`: there are as many endpoints, and each is rolled out
 * once. Only the number of simultaneous rollouts differs. All CPU of the process counts, including that of
 * V8's garbage collector and its threads.
 */
export async function costPerRollout(endpoints: number, atOnce: number): Promise<number> {
  const world = createWorld();
  await createConfigs(world, 10);
  await createAlarm(world);
  await createEndpoints(world, endpoints);
  const spent = await cpuMillis(async () => {
    for (let first = 0; first < endpoints; first += atOnce) {
      await updateEndpoints(world, atOnce, bakeSeconds, first);
      await world.clock.advance(3_600_000);
    }
  });
  await assertOn(world, endpoints, 'green');
  await world.close();
  return spent / endpoints;
}
