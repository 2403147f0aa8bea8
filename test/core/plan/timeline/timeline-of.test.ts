import { describe, expect, it } from 'vitest';
import { timelineSchema } from '../../../../core/plan/timeline/timeline.ts';
import { timelineOf } from '../../../../core/plan/timeline/timeline-of.ts';
import { withoutPolicy } from '../../../../core/strategies/strategies.ts';
import { allAtOnce, canary, count, linear, percent, rolling, told } from '../../strategies/policies.ts';

const only = (instanceCount: number, liveInstanceCount?: number) => [
  { name: 'AllTraffic', instanceCount, liveInstanceCount },
];
const update = { action: 'update' as const, variants: only(5) };
/** TerminationWait alone bakes after the last shift. */
const shorter = { lastShiftBake: 'termination-wait' as const };

describe('The timeline of an update', () => {
  it('all at once: provision, shift, bake, terminate (the guide, all at once)', () => {
    const timeline = timelineOf({ ...update, policy: allAtOnce() });
    expect(told(timeline)).toEqual([
      '0 provision 240 100/0 5+0 of 5+5',
      '240 final-bake 300 0/100 0+5 of 5+5',
      '540 terminate 60 0/100 0+5 of 5+5',
    ]);
    // 5 more for 600 s are 3000 instance-seconds, 0.83 hours.
    expect(timeline).toMatchObject({ totalSeconds: 600, peakInstances: 10, extraInstanceHours: 0.83 });
  });

  it('by canary: the part beside all of blue, then the rest (the guide, canary)', () => {
    const policy = canary(percent(30), { bake: 600, finalBake: 600 });
    // 30 % of 5 is 1.5: two, rounded up.
    expect(told(timelineOf({ ...update, policy, readings: shorter }))).toEqual([
      '0 provision 240 100/0 5+0 of 5+5',
      '240 bake 600 60/40 5+2 of 5+5',
      '840 final-bake 600 0/100 0+5 of 5+5',
      '1440 terminate 60 0/100 0+5 of 5+5',
    ]);
  });

  it('linear: each step turns on a part of green and off as much of blue (the guide, linear)', () => {
    const timeline = timelineOf({ ...update, policy: linear(count(2)), readings: shorter });
    expect(told(timeline)).toEqual([
      '0 provision 240 100/0 5+0 of 5+5',
      '240 bake 300 60/40 3+2 of 5+5',
      '540 bake 300 20/80 1+4 of 5+5',
      '840 final-bake 300 0/100 0+5 of 5+5',
      '1140 terminate 60 0/100 0+5 of 5+5',
    ]);
  });

  it('rolling: batch after batch comes, bakes, and takes the place of as many (the guide, rolling)', () => {
    const policy = rolling(percent(40));
    const timeline = timelineOf({ ...update, policy, readings: { percentRounding: 'up' } });
    expect(told(timeline)).toEqual([
      '0 provision 240 100/0 5+0 of 5+2',
      '240 bake 300 60/40 3+2 of 5+2',
      '540 terminate 60 60/40 3+2 of 5+2',
      '600 provision 240 60/40 3+2 of 3+4',
      '840 bake 300 20/80 1+4 of 3+4',
      '1140 terminate 60 20/80 1+4 of 3+4',
      '1200 provision 240 20/80 1+4 of 1+5',
      '1440 bake 300 0/100 0+5 of 1+5',
      '1740 terminate 60 0/100 0+5 of 1+5',
    ]);
    // 2 × 600 + 2 × 600 + 1 × 600 = 3000 instance-seconds beyond five.
    expect(timeline).toMatchObject({ totalSeconds: 1800, peakInstances: 7, extraInstanceHours: 0.83 });
  });

  it('without a policy: all at once with no bake (API reference of DeploymentConfig)', () => {
    expect(told(timelineOf({ ...update, policy: withoutPolicy }))).toEqual([
      '0 provision 240 100/0 5+0 of 5+5',
      '240 terminate 60 0/100 0+5 of 5+5',
    ]);
  });

  it('with something that guardrails exclude: the same, whatever was asked for', () => {
    const asked = { ...update, policy: linear(percent(20)), fallsBack: true };
    expect(told(timelineOf(asked))).toEqual(told(timelineOf({ ...update, policy: withoutPolicy })));
  });

  it('shows traffic being turned on where that takes time', () => {
    const timings = { provisioningSeconds: 600, activationSeconds: 30, terminationSeconds: 0 };
    const timeline = timelineOf({ ...update, policy: allAtOnce(), timings });
    expect(told(timeline)).toEqual([
      '0 provision 600 100/0 5+0 of 5+5',
      '600 shift 30 100/0 5+0 of 5+5',
      '630 final-bake 300 0/100 0+5 of 5+5',
    ]);
    expect(timeline.timings).toEqual(timings);
  });

  it('of a growing fleet takes as large a share of blue as of green, rounded down', () => {
    const grown = { ...update, variants: only(6, 3), policy: linear(percent(50)), readings: shorter };
    expect(told(timelineOf(grown))).toEqual([
      '0 provision 240 100/0 3+0 of 3+6',
      // 3/6 of 3 is 1.5: one goes off.
      '240 bake 300 50/50 2+3 of 3+6',
      '540 final-bake 300 0/100 0+6 of 3+6',
      '840 terminate 60 0/100 0+6 of 3+6',
    ]);
  });

  it('rolling ends nothing where a batch has taken no one’s place yet', () => {
    const grown = { ...update, variants: only(4, 2), policy: rolling(count(1)) };
    const kinds = timelineOf(grown).phases.map(({ kind }) => kind);
    // 1/4 of 2 is 0.5: nothing goes off; 2/4 is 1.
    expect(kinds.slice(0, 5)).toEqual(['provision', 'bake', 'provision', 'bake', 'terminate']);
  });

  it('stays small whatever is asked for: a size beyond AWS’s limits is refused elsewhere', () => {
    const huge = { ...update, variants: only(1_000_000_000) };
    expect(timelineOf({ ...huge, policy: linear(count(1)) }).phases.length).toBeLessThan(110);
    expect(timelineOf({ ...huge, policy: rolling(count(1)) }).phases.length).toBeLessThan(310);
  });

  it('can be stored as it is', () => {
    const timeline = timelineOf({ ...update, policy: linear(percent(20)) });
    expect(timelineSchema.parse(JSON.parse(JSON.stringify(timeline)))).toEqual(timeline);
  });
});

describe('Several variants', () => {
  const variants = [
    { name: 'main', instanceCount: 4, weight: 3 },
    { name: 'small', instanceCount: 2, weight: 1 },
  ];
  const bakes = ({ policy }: { policy: ReturnType<typeof linear> }) =>
    timelineOf({ action: 'update', variants, policy, readings: { percentRounding: 'up' } }).phases.filter(
      ({ kind }) => kind === 'bake',
    );

  it('move each by its own step, and the endpoint’s traffic is split by their weights', () => {
    const [first] = bakes({ policy: linear(percent(25)) });
    // Of main a quarter, of small a half: 3/4 × 25 + 1/4 × 50 = 31.25.
    expect(first?.green).toEqual({ trafficPercent: 31.3, serving: 2, instances: 6 });
    expect(first?.variants).toEqual([
      {
        name: 'main',
        blue: { trafficPercent: 75, serving: 3, instances: 4 },
        green: { trafficPercent: 25, serving: 1, instances: 4 },
      },
      {
        name: 'small',
        blue: { trafficPercent: 50, serving: 1, instances: 2 },
        green: { trafficPercent: 50, serving: 1, instances: 2 },
      },
    ]);
  });

  it('share it alike if all weights are 0', () => {
    const [, first] = timelineOf({
      action: 'update',
      variants: variants.map((variant) => ({ ...variant, weight: 0 })),
      policy: linear(percent(25)),
      readings: { percentRounding: 'up' },
    }).phases;
    // 1/2 × 25 + 1/2 × 50
    expect(first?.green.trafficPercent).toBe(37.5);
  });

  it('wait for the one with the most steps, wholly on green', () => {
    const small = bakes({ policy: linear(percent(25)) }).map(
      (phase) => phase.variants?.[1]?.green.trafficPercent,
    );
    expect(small).toEqual([50, 100, 100, 100]);
  });

  it('are never rolled: such an update goes all at once with no bake (the guide, exclusions)', () => {
    const timeline = timelineOf({ action: 'update', variants, policy: rolling(percent(50)) });
    expect(told(timeline)).toEqual(['0 provision 240 100/0 6+0 of 6+6', '240 terminate 60 0/100 0+6 of 6+6']);
  });
});

describe('What AWS leaves open', () => {
  it('is read the longer way, and how short it may be is told', () => {
    const timeline = timelineOf({ ...update, policy: linear(percent(30)) });
    // 1.5 instances: one at a time, and a bake after the last shift: 240 + 5 × 300 + 300 + 60.
    expect(timeline.totalSeconds).toBe(2100);
    // Two at a time: 240 + 2 × 300 + 300 + 60.
    expect(timeline.leastSeconds).toBe(1200);
  });

  it('counts the most instances of all readings: smaller batches take longer and hold fewer', () => {
    // 30 % of 5 is 1.5: batches of one take longest, of two hold most.
    const timeline = timelineOf({ ...update, policy: rolling(percent(30)) });
    expect(told(timeline)[0]).toBe('0 provision 240 100/0 5+0 of 5+1');
    expect(timeline.peakInstances).toBe(7);
  });

  it('can be by share of the traffic: 10 %, with as many instances as that needs', () => {
    const variants = only(2);
    const [, first] = told(timelineOf({ action: 'update', variants, policy: linear(percent(10)) }));
    expect(first).toBe('240 bake 300 90/10 2+1 of 2+2');
  });

  it('can be by active instances: one of six takes a sixth', () => {
    const readings = { trafficShare: 'active-instances' as const };
    const [, first] = told(timelineOf({ ...update, policy: canary(count(1)), readings }));
    expect(first).toBe('240 bake 300 83.3/16.7 5+1 of 5+5');
  });
});

describe('The worst case', () => {
  it('is what AWS allows, and green’s end', () => {
    expect(timelineOf({ ...update, policy: linear(percent(20)) }).worstSeconds).toBe(3600 + 60);
  });

  it('is the plan with the slowest start, where AWS bounds nothing', () => {
    const timeline = timelineOf({ ...update, policy: withoutPolicy, startTimeoutSeconds: 1200 });
    expect(timeline.worstSeconds).toBe(300 + 1200 + 60);
  });

  it('of a rolling update has blue coming back: at once, or batch by batch', () => {
    const worst = (rollback?: ReturnType<typeof count>) =>
      timelineOf({ ...update, policy: rolling(percent(40), {}, rollback) }).worstSeconds;
    // What is idle ends first; then all that is missing comes and green goes: 60 + (240 + 60).
    expect(worst()).toBe(3600 + 360);
    expect(worst(percent(100))).toBe(3600 + 360);
    // Four of five are missing at worst: one at a time.
    expect(worst(count(1))).toBe(3600 + 60 + 4 * 300);
  });
});

describe('A first release', () => {
  const created = timelineOf({
    action: 'create',
    variants: only(3),
    policy: linear(percent(20)),
    startTimeoutSeconds: 1200,
  });

  it('is there once its instances are: nothing shifts, whatever the policy', () => {
    expect(told(created)).toEqual(['0 provision 240 0/0 0+0 of 0+3']);
    expect(created).toMatchObject({ totalSeconds: 240, worstSeconds: 1440, peakInstances: 3 });
  });

  it('costs nothing beyond the fleet that it makes', () => {
    expect(created.extraInstanceHours).toBe(0);
  });
});
