import fc from 'fast-check';
import { scenarioSchema } from '../../scenarios/scenario.ts';

const seconds = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value}s`);
const percent = (min: number) => fc.integer({ min, max: 50 }).map((value) => `${value}%`);
const upToHalf = (fleet: number, least: number) =>
  fc
    .integer({ min: Math.max(1, Math.ceil((fleet * least) / 100)), max: Math.max(1, Math.floor(fleet / 2)) })
    .map((count) => `${count} instances`);

const policy = (sizes: readonly number[]) => {
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  // A number of instances must be within the limits for every variant.
  const step = (least: number) =>
    smallest > 1 && smallest === largest
      ? fc.oneof(percent(least), upToHalf(smallest, least))
      : percent(least);
  const bakes = { bake: seconds(0, 600), finalBake: seconds(0, 600) };
  return fc.oneof(
    fc.record({ strategy: fc.constant('all-at-once'), ...bakes }),
    fc.record({ strategy: fc.constant('canary'), step: step(1), ...bakes }),
    fc.record({ strategy: fc.constant('linear'), step: step(10), ...bakes }),
    fc.record({ strategy: fc.constant('rolling'), step: step(5), bake: bakes.bake }),
  );
};

export const variantsOf = (sizes: readonly number[], weights: readonly number[]) => ({
  variants: Object.fromEntries(
    sizes.map((instances, index) => [`v${index}`, { instances, weight: weights[index] ?? 1 }]),
  ),
});

/** Any rollout that meets no trouble, as a story. */
export const untroubled = fc
  .array(
    fc.record({
      blue: fc.integer({ min: 1, max: 12 }),
      green: fc.integer({ min: 1, max: 12 }),
      // Without any traffic, nobody could see how a variant's is split.
      weight: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .chain((fleets) => {
    const green = fleets.map((fleet) => fleet.green);
    const weights = fleets.map(({ weight }) => weight);
    return fc.record({
      name: fc.constant('Any'),
      shows: fc.constant('Whatever it is.'),
      configs: fc.constant({
        blue: variantsOf(
          fleets.map(({ blue }) => blue),
          weights,
        ),
        green: variantsOf(green, weights),
      }),
      deployment: policy(green),
      timings: fc.record({
        provisioning: seconds(1, 600),
        activation: seconds(0, 60),
        termination: seconds(0, 120),
      }),
      assumptions: fc.record({
        percentRounding: fc.constantFrom('up', 'nearest'),
        lastShiftBake: fc.constantFrom('termination-wait', 'wait-interval-too'),
        trafficShare: fc.constantFrom('green-fleet-share', 'active-instances'),
      }),
      actions: fc.constant([{ at: '0s', update: 'green' }]),
      watched: fc.constant('12h'),
      timeline: fc.constant([]),
      end: fc.constant({ status: 'InService' }),
    });
  })
  .map((written) => scenarioSchema.parse(written));
