import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bakeOf } from '../../../core/deployment/bake-of.ts';
import { requestsToHitGreen } from '../../../core/gates/hitting-green.ts';
import type { TimelinePhase } from '../../../core/plan/timeline/timeline.ts';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import type { EndpointProgress, VariantProgress } from '../../../core/sagemaker.ts';
import { type StrategyPolicy, withoutPolicy } from '../../../core/strategies/strategies.ts';
import { allAtOnce, canary, count, linear, percent, rolling } from '../strategies/policies.ts';

const began = 1_000_000_000;
const config = 'iris-new';

interface Variant {
  readonly name: string;
  readonly instanceCount: number;
  readonly liveInstanceCount?: number | undefined;
  readonly weight?: number;
}
const only = (instanceCount: number): Variant[] => [{ name: 'AllTraffic', instanceCount }];

/** What DescribeEndpoint shows while the phase lasts. */
function showing(
  phase: TimelinePhase,
  variants: readonly Variant[],
  over: Partial<EndpointProgress> = {},
): EndpointProgress {
  const fleets = phase.variants ?? [{ name: variants[0]?.name ?? '', blue: phase.blue, green: phase.green }];
  const of = (fleet: 'blue' | 'green'): VariantProgress[] =>
    variants.map(({ name, instanceCount, weight = 1 }) => ({
      name,
      weight,
      instances: fleets.find((one) => one.name === name)?.[fleet].serving ?? 0,
      desiredInstances: instanceCount,
      doing: fleet === 'green' ? ['Baking'] : [],
    }));
  return {
    status: 'Updating',
    configName: 'iris-old',
    pendingConfigName: config,
    lastModified: began,
    pendingSince: began,
    live: of('blue'),
    pending: of('green'),
    ...over,
  };
}
const bakesIn = (phases: readonly TimelinePhase[]) => phases.filter(({ kind }) => kind.endsWith('bake'));

/** Every bake of the timeline, seen half a minute after it began. */
function bakes(policy: StrategyPolicy, variants = only(5)) {
  const timeline = timelineOf({ action: 'update', policy, variants });
  return bakesIn(timeline.phases).map((phase) => {
    const now = began + (phase.startSeconds + 30) * 1000;
    return bakeOf({ config, timeline }, showing(phase, variants), now);
  });
}

describe('A bake', () => {
  it('of all at once is the final one, with all traffic on green', () => {
    expect(bakes(allAtOnce())).toMatchObject([{ kind: 'bake', number: 1, final: true, greenShare: 1 }]);
  });

  it('of a canary: the canary’s share, read so that it is rather too little, then all', () => {
    // 2 of 5 take 40 % of the traffic; or 2 of the 7 that are on, which is less.
    expect(bakes(canary(count(2)))).toMatchObject([
      { kind: 'bake', number: 1, final: false, greenShare: 2 / 7 },
      { kind: 'bake', number: 2, final: true, greenShare: 1 },
      // AWS leaves open whether the interval is waited for once more before the final bake.
      { kind: 'bake', number: 3, final: true, greenShare: 1 },
    ]);
  });

  it('of a linear shift: each step by its number', () => {
    expect(bakes(linear(percent(20))).map((bake) => [bake?.number, bake?.greenShare, bake?.final])).toEqual([
      [1, 0.2, false],
      [2, 0.4, false],
      [3, 0.6, false],
      [4, 0.8, false],
      [5, 1, true],
      [6, 1, true],
    ]);
  });

  it('of a rolling update: the last batch’s is the final one, while the last of blue stands', () => {
    expect(bakes(rolling(count(2))).map((bake) => [bake?.number, bake?.greenShare, bake?.final])).toEqual([
      [1, 0.4, false],
      [2, 0.8, false],
      [3, 1, true],
    ]);
  });

  it('of several variants: by what each takes of the traffic', () => {
    const variants = [
      { name: 'a', instanceCount: 4, weight: 3 },
      { name: 'b', instanceCount: 2, weight: 1 },
    ];
    // By the half: 2 of 4 and 1 of 2; 2/4 × 3/4 + 1/2 × 1/4.
    expect(bakes(linear(percent(50)), variants)[0]).toMatchObject({
      number: 1,
      greenShare: 0.5,
      final: false,
    });
  });
});

describe('No bake', () => {
  const timeline = timelineOf({ action: 'update', policy: allAtOnce(), variants: only(5) });
  const [phase] = bakesIn(timeline.phases) as [TimelinePhase];
  const at = began + 300_000;
  const variant = (doing: string, instances = 5): VariantProgress[] => [
    { name: 'AllTraffic', weight: 1, instances, desiredInstances: 5, doing: [doing] },
  ];

  it.each<[string, EndpointProgress | undefined]>([
    ['without an endpoint', undefined],
    ['once it has come to rest', showing(phase, only(5), { status: 'InService' })],
    ['of a first release', showing(phase, only(5), { status: 'Creating' })],
    ['of somebody else’s update', showing(phase, only(5), { pendingConfigName: 'theirs' })],
    ['while instances come', showing(phase, only(5), { pending: variant('Creating', 0) })],
    ['while blue goes', showing(phase, only(5), { pending: variant('Deleting') })],
    ['where nothing of green takes traffic', showing(phase, only(5), { pending: variant('Baking', 0) })],
  ])('%s', (_, seen) => {
    expect(bakeOf({ config, timeline }, seen, at)).toBeUndefined();
  });

  it('is missing from a timeline that expected none: it is the first one then', () => {
    const without = timelineOf({ action: 'update', policy: withoutPolicy, variants: only(5) });
    expect(bakeOf({ config, timeline: without }, showing(phase, only(5)), at)).toMatchObject({ number: 1 });
  });
});

describe('The time that a bake takes', () => {
  it('is that of the shortest with the same part of green, since AWS may leave out the first of them', () => {
    const policy = { ...canary(count(1)), bake: 1200, finalBake: 300 };
    expect(bakes(policy).map((bake) => bake?.seconds)).toEqual([1200, 300, 300]);
  });
});

describe('Where AWS rounds otherwise than the timeline', () => {
  // 20 % of 7 is 1.4: the timeline takes the longest way, one at a time; rounded up it is 2, 4, 6, 7.
  const timeline = timelineOf({ action: 'update', policy: linear(percent(20)), variants: only(7) });
  const seen = (instances: number, seconds: number) =>
    bakeOf(
      { config, timeline },
      showing(timeline.phases[0] as TimelinePhase, only(7), {
        pending: [{ name: 'AllTraffic', weight: 1, instances, desiredInstances: 7, doing: ['Baking'] }],
      }),
      began + seconds * 1000,
    );

  it('numbers never fall, and the last one is final', () => {
    const found = [2, 4, 6, 7].map((on, step) => seen(on, 270 + step * 300));
    const numbers = found.map((bake) => bake?.number ?? 0);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(found.map((bake) => bake?.final)).toEqual([false, false, false, true]);
  });
});

const size = fc.oneof(
  fc.integer({ min: 5, max: 100 }).map(percent),
  fc.integer({ min: 1, max: 12 }).map(count),
);
const waits = fc.record({
  bake: fc.integer({ min: 60, max: 900 }),
  finalBake: fc.integer({ min: 60, max: 900 }),
});
const policy = fc
  .tuple(size, waits)
  .chain(([size, wait]) =>
    fc.constantFrom(allAtOnce(wait), canary(size, wait), linear(size, wait), rolling(size, wait)),
  );
const variant = fc.record({
  instanceCount: fc.integer({ min: 1, max: 20 }),
  liveInstanceCount: fc.integer({ min: 1, max: 20 }),
  weight: fc.integer({ min: 1, max: 5 }),
});
const variants = fc
  .array(variant, { minLength: 1, maxLength: 3 })
  .map((all) => all.map((one, index) => ({ name: `v${index}`, ...one })));

describe('Any bake of any timeline', () => {
  it('gets its number, is final where all traffic is on green, and takes enough requests to be hit', () => {
    const trafficShare = fc.constantFrom('green-fleet-share' as const, 'active-instances' as const);
    fc.assert(
      fc.property(policy, variants, trafficShare, (policy, variants, trafficShare) => {
        const given = { action: 'update' as const, policy, variants };
        const timeline = timelineOf(given);
        const real = bakesIn(timelineOf({ ...given, readings: { trafficShare } }).phases);
        for (const [index, phase] of bakesIn(timeline.phases).entries()) {
          const now = began + phase.startSeconds * 1000;
          const bake = bakeOf({ config, timeline }, showing(phase, variants), now);
          const share = (real[index]?.green.trafficPercent ?? 0) / 100;
          expect(bake).toMatchObject({ number: index + 1 });
          if (bake === undefined) continue;
          if (share >= 1) expect(bake.final).toBe(true);
          // Traffic is told to one decimal.
          expect(bake.greenShare).toBeLessThanOrEqual(share + 0.0006);
          expect((1 - share) ** requestsToHitGreen(bake.greenShare)).toBeLessThanOrEqual(0.011);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has a number that never falls as time goes by and green grows', () => {
    fc.assert(
      fc.property(policy, variants, fc.integer({ min: -600, max: 3600 }), (policy, variants, late) => {
        const timeline = timelineOf({ action: 'update', policy, variants });
        let last = 0;
        for (const phase of bakesIn(timeline.phases)) {
          const now = began + (phase.startSeconds + late) * 1000;
          const number = bakeOf({ config, timeline }, showing(phase, variants), now)?.number ?? 0;
          expect(number).toBeGreaterThanOrEqual(last);
          last = number;
        }
      }),
    );
  });
});
