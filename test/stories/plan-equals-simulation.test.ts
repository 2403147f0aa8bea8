import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../local/sagemaker/assumptions.ts';
import { listScenarios, loadScenario, scenarioPath } from '../../scenarios/load.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';
import { playBesidePlan } from './plan-and-simulation.ts';
import { untroubled, variantsOf } from './untroubled.ts';

/** The stories of which any rollout goes through; the others are about trouble, which no plan foresees. */
const stories: { readonly id: string; readonly scenario: Scenario }[] = [];
const all = await listScenarios();
for (const id of all) {
  const scenario = await loadScenario(scenarioPath(id));
  if ((await playBesidePlan(scenario)).length > 0) stories.push({ id, scenario });
}

/** The settings of the simulator's switches that are not its defaults; the stories themselves play with those. */
const switches: readonly Scenario['assumptions'][] = [
  { percentRounding: 'nearest' },
  { wholeFleetStep: 'refused' },
  { lastShiftBake: 'wait-interval-too' },
  { alarmInAlarmAtStart: 'needs-transition' },
  { insufficientData: 'trips' },
  { missingAlarm: 'refused' },
  { compositeAlarm: 'unseen' },
  { rollbackStatus: 'RollingBack' },
  { rollbackFailureReason: 'text' },
  { executionTimeout: 'completes' },
  { trafficShare: 'active-instances' },
  { turnedOffBlue: 'counted' },
  { rollingExcluded: 'refused' },
  { updateWithoutConfig: 'clears-last' },
  { endpointNameCase: 'matched' },
  { utilizationBy: 'config-too' },
  { retainedZero: 'initial-count' },
  { observabilityDefault: 'hidden' },
  { variantNames: 'always-equal' },
  { updateShown: 'after-seconds' },
  { capturedAnswers: 'all' },
  { retainedCapture: 'kept' },
];

/** `npm test` plays a third of the stories under each switch, another third under the next; `npm run soak` all. */
const soaking = process.env.SOAK !== undefined;

/** Plays a story, and holds each rollout that went through against its plan. Answers how many there were. */
async function compare(scenario: Scenario): Promise<number> {
  const pairs = await playBesidePlan(scenario);
  for (const { at, planned, happened } of pairs) {
    expect(planned, `${scenario.name}, at ${at} s, ${JSON.stringify(scenario.assumptions)}`).toEqual(
      happened,
    );
  }
  return pairs.length;
}

describe('What is planned happens, instant by instant', () => {
  it.each(stories)('in $id', async ({ scenario }) => {
    await compare(scenario);
  });

  it('in about half of the stories', () => {
    expect(stories.length).toBeGreaterThan(0.45 * all.length);
  });

  it.each(switches.map((setting, index) => ({ setting, index })))(
    'under $setting, whatever the story says itself',
    async ({ setting, index }) => {
      let rollouts = 0;
      const some = stories.filter((_, at) => soaking || at % 3 === index % 3);
      for (const { scenario } of some) {
        // With a stored alarm that must exist, such a story could not even begin.
        if (setting.missingAlarm === 'refused' && scenario.stored !== undefined) continue;
        const assumptions = { ...scenario.assumptions, ...setting };
        rollouts += await compare({ ...scenario, assumptions, watched: 3600 });
      }
      expect(rollouts).toBeGreaterThan(0.6 * some.length);
    },
    60_000,
  );

  it('under every switch that there is', () => {
    const named = new Set(switches.flatMap((setting) => Object.keys(setting)));
    expect([...named].sort()).toEqual(Object.keys(defaultAssumptions).sort());
  });
});

describe('A canary of one instance', () => {
  it('is of one in a fleet of more than a hundred, too', async () => {
    const scenario = scenarioSchema.parse({
      name: 'One of many',
      shows: 'A canary that is less than a hundredth of its fleet.',
      configs: {
        blue: variantsOf([130], [1]),
        green: variantsOf([130], [1]),
      },
      deployment: { strategy: 'canary', step: '1 instance', bake: '5m', finalBake: '5m' },
      actions: [{ at: '0s', update: 'green' }],
      quotas: { 'ml.m5.large': 260 },
      watched: '2h',
      timeline: [],
      end: { status: 'InService' },
    });
    expect(await compare(scenario)).toBe(1);
    const [pair] = await playBesidePlan(scenario);
    expect(pair?.timeline.phases.find(({ kind }) => kind === 'bake')?.green.serving).toBe(1);
  });
});

describe('Any rollout without trouble', () => {
  it('goes as planned, instant by instant', async () => {
    await fc.assert(
      fc.asyncProperty(untroubled, async (scenario) => {
        expect(await compare(scenario)).toBe(1);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('goes through with a quota of its peak and of no instance less', async () => {
    await fc.assert(
      fc.asyncProperty(untroubled, async (scenario) => {
        const [pair] = await playBesidePlan(scenario);
        const peak = pair?.timeline.peakInstances ?? 0;
        const within = (quota: number) => playBesidePlan({ ...scenario, quotas: { 'ml.m5.large': quota } });
        expect(await within(peak)).toHaveLength(1);
        expect(await within(peak - 1)).toHaveLength(0);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
