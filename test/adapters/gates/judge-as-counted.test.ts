import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { countFleets } from '../../../adapters/gates/judge.ts';
import { evidenceAfter } from '../../../core/judge/evidence.ts';
import { failsAt } from '../../../core/judge/judge.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { getMetricData } from '../../../local/cloudwatch/get-metric-data.ts';
import { MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import {
  countsOf,
  falseAlarms,
  floor,
  type Known,
  knownAfter,
  likelier,
  likelierAboveFloor,
  minutes,
  record,
  start,
  tolerance,
} from '../../core/alarms/counted-fleets.ts';
import { localContext } from '../../support/local-service.ts';
import { anAbout } from './questions.ts';

const alternatives = [1.25, 1.5, 2, 3, 5, 10, 20, 50];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** M and ln F after each minute as the statistic has them: M mixed over the minute in which a fault begins. */
function evidence(known: readonly Known[]): { worse: number; aboveFloor: number }[] {
  const sums = alternatives.map(() => 0);
  const floors = alternatives.map(() => 0);
  let left = 1;
  return known.map((minute, index) => {
    const fresh = index === 0 ? 1 / 2 : 1 / 2 / (minutes - 1);
    left -= fresh;
    for (const [j, times] of alternatives.entries()) {
      const factor = Math.min(Math.exp(likelier(minute, times)), falseAlarms ** (-1 / 3));
      sums[j] = ((sums[j] ?? 0) + fresh) * factor;
      floors[j] = (floors[j] ?? 0) + likelierAboveFloor(minute, times);
    }
    const most = Math.max(...floors);
    return {
      worse: mean(sums) + left,
      aboveFloor: most + Math.log(mean(floors.map((floor) => Math.exp(floor - most)))),
    };
  });
}

const iris = anAbout().rollout.release.endpoint;
const about = anAbout({
  shift: { config: 'iris-green-1', variants: ['AllTraffic'], since: start, minutes },
});

/** What the check reads of the store when it looks after `minute`. */
async function counted(store: MetricStore, minute: number) {
  const context = localContext(new VirtualClock(start));
  const send = async ({ input }: GetMetricDataCommand) => getMetricData(context, store, input);
  const report = await countFleets(
    // It looks a minute after the last one's end: the newest may not be complete.
    { cloudWatch: { send } as unknown as CloudWatchClient, now: () => start + (minute + 2) * 60_000 },
    { kind: 'judge', compare: '5xx' },
    about,
  );
  return report.kind === 'counted' ? (report.variants[0]?.minutes ?? []) : [];
}

describe('What the check computes', () => {
  it('is what the statistic says, minute by minute, in 1,000 series with gaps and late metrics', async () => {
    expect(iris).toBe('iris');
    const settings = { tolerance, falseAlarms, floor, planned: minutes };
    let failed = 0;
    for (let seed = 1; seed <= 1000; seed += 1) {
      const series = countsOf(seed);
      const store = new MetricStore();
      let first: number | undefined;
      for (let minute = 0; minute < minutes; minute += 1) {
        record(store, series, minute);
        const read = await counted(store, minute);
        const wanted = evidence(knownAfter(series, minute));
        const got = evidenceAfter(read, settings);
        for (const [index, { worse }] of wanted.entries())
          if (!(Math.abs((got[index] ?? 0) - Math.log(worse)) < 1e-6))
            expect.fail(
              `${seed}: minute ${index} known after ${minute}: ${got[index]}, not ${Math.log(worse)}`,
            );
        const fails = wanted.findIndex((one) => one.worse >= 100 && one.aboveFloor >= Math.log(100));
        const at = failsAt(read, settings);
        if ((at ?? start - 60_000) !== start + fails * 60_000)
          expect.fail(`${seed}: after ${minute} it fails at ${at}, not in minute ${fails}`);
        if (at !== undefined) first ??= minute;
      }
      if (first !== undefined) failed += 1;
    }
    expect(failed).toBeGreaterThan(150);
    expect(failed).toBeLessThan(850);
  }, 120_000);
});
