import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planShift, slowestSeconds } from '../../core/plan/planned-shift.ts';
import { longestTimeout } from '../../core/strategies/aws-limits.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { playBesidePlan } from './plan-and-simulation.ts';
import { untroubled } from './untroubled.ts';

/**
 * The timeout that Greenlight sets where none is written, against the simulator: it knows nothing of the controller's
 * arithmetic, and rolls back what is not over in time.
 */

/** Starts that take all the time that they are allowed, and what AWS does besides as it is typical. */
const slowest = (scenario: Scenario, startSeconds: number): Scenario => ({
  ...scenario,
  timings: { ...scenario.timings, provisioning: startSeconds, activation: 0, termination: 60 },
});

describe('The timeout by default', () => {
  it('lets any rollout through whose every start takes all the time that it may', async () => {
    let rollouts = 0;
    const startSeconds = fc.integer({ min: 240, max: 2400 });
    await fc.assert(
      fc.asyncProperty(untroubled, startSeconds, async (written, start) => {
        const scenario = slowest(written, start);
        const [unlimited] = await playBesidePlan(scenario);
        if (unlimited === undefined) throw new Error('without a timeout, every rollout goes through');
        const { action, policy, variants } = unlimited.input;
        const shift = { action, policy, variants, alarmNames: [], fallsBack: false, startSeconds: start };
        fc.pre(slowestSeconds(shift) <= longestTimeout);
        const { deployment } = planShift(shift);
        const { MaximumExecutionTimeoutInSeconds: timeout } = (deployment.BlueGreenUpdatePolicy ??
          deployment.RollingUpdatePolicy) as { MaximumExecutionTimeoutInSeconds: number };
        const timed = { ...scenario.deployment, timeout } as Scenario['deployment'];
        expect(await playBesidePlan({ ...scenario, deployment: timed })).toHaveLength(1);
        // What is left is for what AWS does not bound.
        if (timeout < longestTimeout)
          expect(timeout).toBeGreaterThanOrEqual(unlimited.timeline.totalSeconds + 1800);
        rollouts += 1;
      }),
      { numRuns: 60 },
    );
    expect(rollouts).toBe(60);
  }, 60_000);
});
