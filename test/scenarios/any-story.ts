import fc from 'fast-check';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';

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

/** Any update of `blue` to `green`: whatever its policy, fleets, alarms, faults, and readings of AWS's documents. */
export const anyStory: fc.Arbitrary<Scenario> = sizes.chain((variants) =>
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
