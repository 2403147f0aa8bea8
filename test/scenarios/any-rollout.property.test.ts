import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../scenarios/run.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';
import type { Moment, Timeline } from '../../scenarios/timeline.ts';

/**
 * Any valid config with any alarm history, through the public API. What is promised is worked out here from the
 * story alone.
 */

/** Bakes long enough for alarms to fall into them, and some of no length at all. */
const bake = fc
  .oneof({ weight: 4, arbitrary: fc.integer({ min: 100, max: 300 }) }, fc.integer({ min: 0, max: 1 }))
  .map((seconds) => `${seconds}s`);
const timeout = fc.integer({ min: 600, max: 7200 }).map((seconds) => `${seconds}s`);

const percent = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}%`);

/** Sizes by number that AWS takes for a fleet of `count`: `least` to 50 % of it. */
const instances = (count: number, least: number) => {
  const min = Math.max(1, Math.ceil((count * least) / 100));
  const max = Math.floor(count / 2);
  return max < min
    ? undefined
    : fc.integer({ min, max }).map((value) => `${value} instance${value > 1 ? 's' : ''}`);
};

const step = (count: number, least: number) => {
  const byCount = instances(count, least);
  const byPercent = percent(Math.max(1, least), 50);
  return byCount === undefined ? byPercent : fc.oneof(byPercent, byCount);
};

/** Any policy that AWS takes for variants of these sizes on green; steps by number must fit every variant. */
const deployment = (sizes: readonly number[]) => {
  const smallest = Math.min(...sizes);
  const stepOf = (least: number) =>
    sizes.length === 1 ? step(smallest, least) : percent(Math.max(1, least), 50);
  const optional = { finalBake: bake, timeout, alarms: fc.constant(['errors']) };
  const required: { requiredKeys: ('strategy' | 'step' | 'bake')[] } = {
    requiredKeys: ['strategy', 'step', 'bake'],
  };
  return fc.oneof(
    fc.record({ strategy: fc.constant('all-at-once'), ...optional }, { requiredKeys: ['strategy'] }),
    fc.record({ strategy: fc.constant('canary'), step: stepOf(0), bake, ...optional }, required),
    fc.record({ strategy: fc.constant('linear'), step: stepOf(10), bake, ...optional }, required),
    ...(sizes.length === 1
      ? [
          fc.record(
            {
              strategy: fc.constant('rolling'),
              step: stepOf(5),
              rollbackStep: percent(5, 100),
              bake,
              timeout,
              alarms: fc.constant(['errors']),
            },
            required,
          ),
        ]
      : []),
  );
};

const assumptions = fc.record(
  {
    percentRounding: fc.constantFrom('up', 'nearest'),
    lastShiftBake: fc.constantFrom('termination-wait', 'wait-interval-too'),
    alarmInAlarmAtStart: fc.constantFrom('trips-at-first-bake', 'needs-transition'),
    insufficientData: fc.constantFrom('ignored', 'trips'),
    rollbackStatus: fc.constantFrom('Updating', 'RollingBack'),
    rollbackFailureReason: fc.constantFrom('empty', 'text'),
    executionTimeout: fc.constantFrom('rolls-back', 'completes'),
    trafficShare: fc.constantFrom('green-fleet-share', 'active-instances'),
    turnedOffBlue: fc.constantFrom('left-out', 'counted'),
  },
  { requiredKeys: [] },
);

const alarmState = fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA');
const alarmHistory = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 3000 }), becomes: alarmState }), { maxLength: 4 })
  .map((changes) =>
    changes
      .sort((a, b) => a.at - b.at)
      .map(({ at, becomes }) => ({ at: `${at}s`, alarm: 'errors', becomes })),
  );

const fault = fc.oneof(
  fc.record({ config: fc.constantFrom('blue', 'green'), capacity: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ config: fc.constant('green'), ping: fc.constantFrom('fails', '2m', '9m') }),
  fc.record({ config: fc.constant('green'), download: fc.constant('missing') }),
  fc.record({
    config: fc.constantFrom('blue', 'green'),
    crash: fc.record({ after: fc.constant('6m'), instances: fc.integer({ min: 1, max: 3 }) }),
  }),
);

const count = fc.integer({ min: 1, max: 8 });
/** Mostly the usual: as many as before. */
const fleets = fc.oneof(
  { weight: 2, arbitrary: count.map((instances) => ({ blue: instances, green: instances })) },
  fc.record({ blue: count, green: count }),
);
const sizes = fc.oneof(
  { weight: 4, arbitrary: fc.array(fleets, { minLength: 1, maxLength: 1 }) },
  fc.array(fleets, { minLength: 2, maxLength: 3 }),
);

const story: fc.Arbitrary<Scenario> = sizes.chain((variants) =>
  fc
    .record({
      deployment: deployment(variants.map(({ green }) => green)),
      assumptions,
      starts: fc.oneof({ weight: 3, arbitrary: fc.constant('OK') }, alarmState),
      history: alarmHistory,
      faults: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(fault, { maxLength: 2 })),
      activation: fc.constantFrom('0s', '20s'),
    })
    .map(({ starts, history, activation, ...written }) =>
      scenarioSchema.parse({
        name: 'any',
        shows: 'any',
        ...written,
        timings: { activation },
        configs: { blue: configOf(variants, 'blue'), green: configOf(variants, 'green') },
        alarms: { errors: starts },
        actions: [{ at: '0s', update: 'green' }, ...history],
        // The longest: eight batches of provisioning, bake and termination, twice.
        watched: '4h',
        timeline: [],
        end: { status: 'InService' },
      }),
    ),
);

function configOf(variants: readonly { blue: number; green: number }[], colour: 'blue' | 'green') {
  const named = variants.map((counts, index) => [`variant-${index}`, { instances: counts[colour] }] as const);
  return { variants: Object.fromEntries(named) };
}

const sizesOf = (scenario: Scenario, name: 'blue' | 'green'): Record<string, number> => {
  const config = scenario.configs[name];
  if (typeof config !== 'object' || !('variants' in config)) throw new Error(`${name} has no variants`);
  return Object.fromEntries(
    Object.entries(config.variants).map(([variant, { instances }]) => [variant, instances]),
  );
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const during = ({ moments }: Timeline): readonly Moment[] =>
  moments.filter(({ state }) => state.pending !== 'none');

const check = (property: (scenario: Scenario, timeline: Timeline) => void) =>
  fc.assert(
    fc.asyncProperty(story, async (scenario) => {
      property(scenario, await runScenario(scenario));
    }),
    { numRuns: 100, seed: 20260105 },
  );

// Some hundred rollouts each: more than the usual time on a busy machine.
describe('Any rollout, whatever its policy, fleets, alarms and faults', { timeout: 60_000 }, () => {
  it('serves the whole traffic, with no fewer instances than promised, and ends', async () => {
    let rolledBack = 0;
    let deployed = 0;
    await check((scenario, timeline) => {
      expect(timeline.results.map(({ refused }) => refused)).toEqual(scenario.actions.map(() => undefined));
      const [blue, green] = [sizesOf(scenario, 'blue'), sizesOf(scenario, 'green')];
      const promised = sum(
        Object.keys(blue).map((variant) => Math.min(blue[variant] ?? 0, green[variant] ?? 0)),
      );
      for (const sample of timeline.samples) {
        expect(sample.shares).toBeCloseTo(1, 9);
        expect(sample.serving).toBeGreaterThanOrEqual(promised);
      }

      const { end } = timeline;
      expect(['InService', 'UpdateRollbackFailed']).toContain(end.status);
      if (end.status === 'UpdateRollbackFailed') {
        // Only a rolling rollback has instances to bring up, which may fail.
        expect(scenario.deployment?.strategy).toBe('rolling');
        return;
      }
      expect(['blue', 'green']).toContain(end.config);
      const last = timeline.moments.findLast(({ state }) => state.status === 'InService')?.state;
      expect(last?.blue).toEqual(end.config === 'green' ? green : blue);
      expect(last?.pending).toBe('none');
      if (end.config === 'green') deployed += 1;
      else rolledBack += 1;
    });
    // Else the stories are too much of one kind to prove anything.
    expect(Math.min(deployed, rolledBack)).toBeGreaterThan(15);
  });

  it('shifts step by step: green only grows until it is all, or goes back', async () => {
    await check((scenario, timeline) => {
      const { deployment } = scenario;
      if (deployment === undefined || deployment.strategy === 'none') return;
      const green = sum(Object.values(sizesOf(scenario, 'green')));
      const onGreen = during(timeline).map(({ state }) => sum(Object.values(state.green)));
      const peak = onGreen.indexOf(Math.max(...onGreen));
      const rising = onGreen.slice(0, peak + 1);
      const falling = onGreen.slice(peak);
      expect(rising).toEqual([...rising].sort((a, b) => a - b));
      expect(falling).toEqual([...falling].sort((a, b) => b - a));
      if (timeline.end.config === 'green') expect(onGreen.at(-1)).toBe(green);
      for (const { state } of during(timeline)) {
        for (const [variant, share] of Object.entries(state.share)) {
          // Nobody is sent to a fleet of which nothing is on.
          if (state.green[variant] === 0) expect(share).toBe(0);
        }
      }
    });
  });

  it('rolls back only for a reason: without alarm, time limit and fault it lands on green', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (scenario) => {
        const calm: Scenario = {
          ...scenario,
          faults: [],
          alarms: { errors: 'OK' },
          actions: scenario.actions.slice(0, 1),
          assumptions: { ...scenario.assumptions, executionTimeout: 'completes' },
        };
        const { end } = await runScenario(calm);
        expect(end).toMatchObject({ status: 'InService', config: 'green', failureReason: undefined });
      }),
      { numRuns: 60, seed: 20260105 },
    );
  });

  it('is the same each time it is played', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (scenario) => {
        expect(await runScenario(scenario)).toEqual(await runScenario(scenario));
      }),
      { numRuns: 15, seed: 20260105 },
    );
  });
});
