import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointReading } from '../../../adapters/sagemaker/deployment.ts';
import { deploymentState } from '../../../core/deployment/state.ts';
import { abortEffect, deploymentWords } from '../../../core/deployment/words.ts';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { policyFromAws } from '../../../core/strategies/strategies.ts';
import type { UpdatePolicies } from '../../../core/strategies/update-policies.ts';
import type { EndpointSnapshot } from '../../../local/sagemaker/snapshot.ts';
import { deploymentConfig } from '../../../scenarios/deployment.ts';
import { runScenario } from '../../../scenarios/run.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { anyStory } from '../../scenarios/any-story.ts';

/**
 * What people are told of a deployment, instant by instant, against who serves in the simulator: any policy, fleets,
 * alarms and faults, under every reading of AWS's documents.
 */

interface Instant {
  readonly text: string;
  readonly kind: string;
  readonly aborts: string | undefined;
  /** Shares of the traffic, of 1, and instances that are there. */
  readonly blue: number;
  readonly green: number;
  readonly blueStands: boolean;
}

const planOf = ({ deployment, configs }: Scenario) => {
  const config = deployment === undefined ? {} : deploymentConfig(deployment);
  const green = configs.green as { readonly variants: Record<string, { readonly instances: number }> };
  const variants = Object.entries(green.variants).map(([name, { instances }]) => ({
    name,
    instanceCount: instances,
  }));
  const policy = policyFromAws(config as UpdatePolicies);
  return {
    config: 'green',
    previousConfig: 'blue',
    timeline: timelineOf({ action: 'update', policy, variants }),
  };
};

/** Each instant of the update; and which config it ended on. */
async function played(scenario: Scenario): Promise<{ instants: Instant[]; end: string | undefined }> {
  const plan = planOf(scenario);
  const instants: Instant[] = [];
  let whole: number | undefined;
  const timeline = await runScenario(
    scenario,
    undefined,
    (described: DescribeEndpointOutput, { fleets }: EndpointSnapshot) => {
      const sum = (colour: string, of: 'share' | 'instances') =>
        fleets.filter((fleet) => fleet.colour === colour).reduce((total, fleet) => total + fleet[of], 0);
      whole ??= sum('blue', 'instances');
      if (described.PendingDeploymentSummary === undefined) return;
      // Weights of several variants that differ: 1 is all of them.
      const all = sum('blue', 'share') + sum('green', 'share');
      const state = deploymentState(endpointReading(described), plan);
      const { doing, meaning } = deploymentWords(state);
      instants.push({
        text: [doing, ...meaning].join(' | '),
        kind: state.deployment.kind,
        aborts: abortEffect(state),
        blue: sum('blue', 'share') / all,
        green: sum('green', 'share') / all,
        blueStands: sum('blue', 'instances') === whole,
      });
    },
  );
  return { instants, end: timeline.end.config };
}

const kinds = new Map<string, number>();

describe('What is told of a deployment, in any story and at any instant', { timeout: 120_000 }, () => {
  it('never claims that the fleet with the traffic ends, nor that one has traffic which it has not', async () => {
    await fc.assert(
      fc.asyncProperty(anyStory, async (scenario) => {
        const { instants, end } = await played(scenario);
        let wentBack = false;
        let most = 0;
        for (const { text, kind, aborts, blue, green, blueStands } of instants) {
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          if (text.includes('ending the fleet from before')) expect(blue).toBe(0);
          if (text.includes('ending the release')) expect(green).toBe(0);
          if (text.includes('The release has all traffic')) expect(green).toBeCloseTo(1);
          if (text.includes('The fleet from before has all traffic')) expect(blue).toBeCloseTo(1);
          if (text.includes('going back is instant')) expect(blueStands).toBe(true);
          if (text.includes('Nothing to do')) expect(end).toBe('blue');
          if (text.includes('SageMaker looks at no alarm any more')) expect(end).toBe('green');
          if (aborts?.includes('at once')) expect(blueStands).toBe(true);
          // No button only where all goes back already.
          if (aborts === undefined) expect(end).not.toBe('green');
          // Once green has lost traffic, nothing is told as if it went on.
          if (green < most - 1e-9) wentBack = true;
          most = Math.max(most, green);
          if (wentBack) expect(['ending-new', 'going-back', 'unclear']).toContain(kind);
        }
      }),
      { numRuns: 150, seed: 20260105 },
    );
    // Else it proves little.
    for (const kind of [
      'starting',
      'turning-on',
      'baking',
      'final-bake',
      'ending-old',
      'ending-new',
      'unclear',
    ])
      expect([kind, (kinds.get(kind) ?? 0) > 10]).toEqual([kind, true]);
  });
});
