import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../scenarios/run.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Moment, Timeline } from '../../scenarios/timeline.ts';
import { anyStory } from './any-story.ts';

/**
 * Any valid config with any alarm history, through the public API. What is promised is worked out here from the
 * story alone.
 */

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
    fc.asyncProperty(anyStory, async (scenario) => {
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
      fc.asyncProperty(anyStory, async (scenario) => {
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
      fc.asyncProperty(anyStory, async (scenario) => {
        expect(await runScenario(scenario)).toEqual(await runScenario(scenario));
      }),
      { numRuns: 15, seed: 20260105 },
    );
  });
});
