import { aggregateOf } from '../../../local/cloudwatch/aggregate.ts';
import type { MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import { seededRandom } from '../../../local/random.ts';

/** What CloudWatch may have of a minute: green's requests and events, and those of both fleets. */
const counts = ['gr', 'ge', 'ar', 'ae'] as const;
type Count = (typeof counts)[number];

/** A count of a minute, and the minute after which CloudWatch has it. Both from 0. */
export interface Counted {
  readonly minute: number;
  readonly count: Count;
  readonly value: number;
  readonly knownAfter: number;
}

export const minutes = 24;
export const start = Date.UTC(2026, 0, 5);
export const tolerance = 2;
export const floor = 0.001;
export const falseAlarms = 0.01;

/**
 * A series by chance: green comes after some minutes, takes a share that grows, and is as good as blue or up to 30 times as
 * bad. Some minutes have no requests at all, and one count of twelve comes up to two minutes late.
 */
export function countsOf(seed: number): Counted[] {
  const random = seededRandom(seed);
  const upTo = (most: number) => Math.floor(random.next() * (most + 1));
  const [first, perMinute, share] = [upTo(4), 5 + upTo(400), 0.05 + random.next() * 0.4];
  const blueRate = random.next() < 0.3 ? 0 : 10 ** (-3.5 + 2.5 * random.next());
  const greenRate =
    random.next() < 0.4 ? blueRate : Math.min(1, Math.max(0.01, blueRate) * 30 ** random.next());
  const failed = (requests: number, rate: number) =>
    Array.from({ length: requests }).filter(() => random.next() < rate).length;
  const found: Counted[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    if (random.next() < 0.1) continue;
    const all = upTo(perMinute);
    const grown = minute < first ? 0 : minute > 20 ? 1 : Math.min(0.9, share * (1 + (minute - first) / 8));
    const gr = Math.round(all * grown);
    const ge = failed(gr, greenRate);
    const values = { gr, ge, ar: all, ae: ge + failed(all - gr, blueRate) };
    for (const count of counts) {
      // SageMaker sends both with every request, a 0 as well, and nothing without one.
      if (values[count === 'ge' ? 'gr' : count === 'ae' ? 'ar' : count] === 0) continue;
      const late = random.next() < 1 / 12 ? 1 + upTo(1) : 0;
      found.push({ minute, count, value: values[count], knownAfter: minute + late });
    }
  }
  return found;
}

const names = { r: 'Invocations', e: 'Invocation5XXErrors' } as const;

/** Puts into the store what becomes known after `minute`. */
export function record(store: MetricStore, series: readonly Counted[], minute: number): void {
  for (const { count, value, ...of } of series) {
    if (of.knownAfter !== minute) continue;
    const at = start + of.minute * 60_000 + 30_000;
    const dimensions = {
      EndpointName: 'iris',
      VariantName: 'AllTraffic',
      ...(count[0] === 'g' && { EndpointConfigName: 'iris-green-1' }),
    };
    const name = names[count[1] as keyof typeof names];
    store.record({ namespace: 'AWS/SageMaker', name, dimensions }, 'None', at, aggregateOf(value), at);
  }
}

/** What is known after `known`, minute by minute; undefined where there is nothing. */
export function knownAfter(series: readonly Counted[], known: number) {
  const found: Partial<Record<Count, number>>[] = Array.from({ length: known + 1 }, () => ({}));
  for (const { minute, count, value, knownAfter: after } of series) {
    const of = found[minute];
    if (of !== undefined && after <= known) of[count] = value;
  }
  return found;
}

export type Known = ReturnType<typeof knownAfter>[number];

/** ln of how much more likely a minute is if green's events are `times` as frequent as tolerated: the formula of the statistic. */
export function likelier({ gr = 0, ge = 0, ar = 0, ae = 0 }: Known, times: number): number {
  // Without both fleets' requests there is nothing to compare.
  if (gr === 0 || ar <= gr) return 0;
  // The old fleet's events have not all come.
  if (ae < ge) return 0;
  const of = (ratio: number) => 1 - gr / ar + (gr / ar) * ratio;
  return ge * Math.log(times) + ae * Math.log(of(tolerance) / of(tolerance * times));
}

/** ln of how much more likely green's own events are if they are `times` as frequent as the floor. */
export const likelierAboveFloor = ({ gr = 0, ge = 0 }: Known, times: number): number =>
  gr === 0 ? 0 : ge * Math.log(times) - (times - 1) * floor * gr;
