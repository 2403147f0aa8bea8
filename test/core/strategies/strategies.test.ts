import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import type { UpdatePolicy } from '../../../core/sagemaker.ts';
import {
  policyFromAws,
  type StrategyPolicy,
  strategies,
  strategyOf,
  wordsOf,
} from '../../../core/strategies/strategies.ts';
import { allAtOnce, canary, count, linear, percent, rolling } from './policies.ts';

/** What the manifest's fields come to in AWS's shape. */
function awsOf(rollout: Record<string, unknown>): UpdatePolicy {
  const parsed = parseManifest({ rollout });
  const written = parsed.ok ? parsed.manifest.rollout : undefined;
  if (written === undefined || !('strategy' in written)) throw new Error(JSON.stringify(parsed));
  return strategyOf(written).toAws(written, 3600);
}

describe('A strategy of the manifest is, in AWS’s shape,', () => {
  it('linear', () => {
    expect(awsOf({ strategy: 'linear', step: '20%', bake: '5m', finalBake: '2m' })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
          WaitIntervalInSeconds: 300,
        },
        TerminationWaitInSeconds: 120,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
    });
  });

  it('a canary', () => {
    expect(awsOf({ strategy: 'canary', step: '1 instance', bake: '10m' })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
          WaitIntervalInSeconds: 600,
        },
        TerminationWaitInSeconds: 0,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
    });
  });

  it('all at once, with the interval that AWS’s API model requires and its example forgets', () => {
    expect(awsOf({ strategy: 'all-at-once', finalBake: '5m' })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
    });
  });

  it('rolling, in batches; without rollbackStep everything comes back at once, as AWS does if it is left out', () => {
    expect(awsOf({ strategy: 'rolling', step: '1 instance', bake: '5m', rollbackStep: '50%' })).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
        WaitIntervalInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
        RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
      },
    });
    expect(awsOf({ strategy: 'rolling', step: '20%', bake: '5m' }).RollingUpdatePolicy).not.toHaveProperty(
      'RollbackMaximumBatchSize',
    );
  });
});

const size = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map(percent),
  fc.integer({ min: 1, max: 30 }).map(count),
);
const seconds = fc.integer({ min: 1, max: 3600 });
const policy: fc.Arbitrary<StrategyPolicy> = fc
  .record({ size, bake: seconds, finalBake: seconds, timeout: fc.integer({ min: 600, max: 28_800 }) })
  .chain(({ size, ...waits }) =>
    fc.constantFrom<StrategyPolicy>(
      allAtOnce(waits),
      canary(size, waits),
      linear(size, waits),
      rolling(size, waits),
      rolling(size, waits, size),
    ),
  );

describe('Any policy', () => {
  it('is the same once it has been through AWS’s shape', () => {
    fc.assert(
      fc.property(policy, (given) => {
        expect(policyFromAws(strategyOf(given).toAws(given, given.timeout ?? 0))).toEqual(given);
      }),
    );
  });
});

describe('AWS’s shape', () => {
  it('without a policy is all at once with no bake, as SageMaker does it', () => {
    expect(policyFromAws({})).toEqual({ strategy: 'all-at-once' });
  });

  it('without a final bake is a policy without one', () => {
    const TrafficRoutingConfiguration = { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 } as const;
    expect(policyFromAws({ BlueGreenUpdatePolicy: { TrafficRoutingConfiguration } })).toEqual({
      strategy: 'all-at-once',
    });
  });
});

describe('The list of strategies', () => {
  it('has each name once', () => {
    const names = strategies.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has each in words', () => {
    const words = [allAtOnce(), canary(count(1)), linear(percent(20)), rolling(count(2))].map((given) =>
      wordsOf(strategyOf(given).toAws(given, 3600)),
    );
    expect(words).toEqual([
      'all at once; final bake 5m',
      'canary; 1 instance first, 5m bakes; final bake 5m',
      'linear; 20% at a time, 5m bakes; final bake 5m',
      'rolling; 2 instances at a time, 5m bakes',
    ]);
  });

  it.each(strategies)('has its page in docs/manifest.md: $name', async ({ name }) => {
    const { readFile } = await import('node:fs/promises');
    const page = await readFile(new URL('../../../docs/manifest.md', import.meta.url), 'utf8');
    expect(page).toContain(`\`${name}\``);
  });
});
