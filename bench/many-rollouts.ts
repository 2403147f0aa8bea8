import { cpuMillis, median } from './measure.ts';
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
 * CPU ms per rollout with `count` endpoints rolling out at once, from the first UpdateEndpoint to the end: the
 * median of `runs` runs.
 */
export async function costPerRollout(count: number, runs: number): Promise<number> {
  const costs: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const world = createWorld();
    await createConfigs(world, 10);
    await createAlarm(world);
    await createEndpoints(world, count);
    const spent = await cpuMillis(async () => {
      await updateEndpoints(world, count, bakeSeconds);
      await world.clock.advance(3_600_000);
    });
    await assertOn(world, count, 'green');
    await world.close();
    costs.push(spent / count);
  }
  return median(costs);
}
