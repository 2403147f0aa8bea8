import { seededRandom } from '../../local/random.ts';
import { type Figure, table } from '../table.ts';
import { wholeWorld } from './whole-world.ts';

const falseAlarms = 0.01;
const rollout = { strategy: 'canary', step: '20%', bake: '20m', finalBake: '5m' };
const fleet = { instanceType: 'ml.m5.large', instanceCount: 5 };

/** From 1 to 9 requests a second by the hour of the day, less at weekends. */
function requestsAt(now: number): number {
  const hours = now / 3_600_000;
  const daily = 5 + 4 * Math.sin(((hours % 24) / 24) * 2 * Math.PI);
  return Math.floor(hours / 24) % 7 >= 5 ? daily / 2 : daily;
}

/**
 * A release every day for a year, each a model that does as well as the one before, at another hour each day: how many are
 * taken back. Either way of comparing may take back one of a hundred, so at most three of 365.
 *
 * @param days releases
 */
export async function yearFigures(
  days: number,
): Promise<{ readonly text: string; readonly figures: readonly Figure[] }> {
  const rows: { computedBy: string; taken: number; released: number }[] = [];
  for (const computedBy of ['greenlight', 'cloudwatch'] as const) {
    const random = seededRandom(computedBy.length);
    const alarms = [{ compare: '5xx', falseAlarms: '1%', computedBy }];
    const world = await wholeWorld({ fleet, rollout, alarms }, () => random.next());
    const counts = { taken: 0, released: 0 };
    for (let day = 0; day < days; day += 1) {
      // A day and five hours later than the one before, to the minute.
      const requestsPerSecond = requestsAt(world.clock.now());
      const rate = 0.002 * (0.5 + random.next());
      const { outcome } = await world.release({ requestsPerSecond, blueRate: rate, greenRate: rate });
      counts.released += 1;
      if (outcome !== 'DEPLOYED') counts.taken += 1;
      await world.clock.advance(28 * 3_600_000);
    }
    await world.close();
    rows.push({ computedBy, ...counts });
  }
  const most = Math.floor(days * falseAlarms);
  return {
    text: [
      `A year of releases of models that are no worse: ${days} of each way, at 0.5 to 9 requests a second, 0.1 to 0.3 % failing`,
      table([
        ['computed by', 'releases', 'taken back'],
        ...rows.map(({ computedBy, released, taken }) => [computedBy, `${released}`, `${taken}`]),
      ]),
    ].join('\n'),
    figures: rows.map(({ computedBy, taken, released }) => ({
      what: `a year of sound releases: taken back by ${computedBy}`,
      value: `${taken} of ${released}`,
      target: `≤ ${most}`,
      met: taken <= most,
    })),
  };
}
