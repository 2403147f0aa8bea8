import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { defaultPolicy, deploymentConfigOf } from '../../../core/plan/deployment-config.ts';

function deploymentOf(rollout: Record<string, unknown>, alarms: unknown[] = [], instances = 5) {
  const parsed = parseManifest({ rollout, alarms });
  if (!parsed.ok || parsed.manifest.rollout === undefined) throw new Error(JSON.stringify(parsed));
  return deploymentConfigOf(parsed.manifest.rollout, parsed.manifest.alarms, instances);
}

describe('The manifest’s rollout as AWS’s DeploymentConfig', () => {
  it('is linear', () => {
    const rollout = { strategy: 'linear', step: '20%', bake: '5m', finalBake: '2m', timeout: '1h' };
    expect(deploymentOf(rollout, [{ name: 'iris-5xx' }])).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'LINEAR',
          LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
          WaitIntervalInSeconds: 300,
        },
        TerminationWaitInSeconds: 120,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
    });
  });

  it('is a canary', () => {
    const { BlueGreenUpdatePolicy } = deploymentOf({ strategy: 'canary', step: '1 instance', bake: '10m' });
    expect(BlueGreenUpdatePolicy.TrafficRoutingConfiguration).toEqual({
      Type: 'CANARY',
      CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
      WaitIntervalInSeconds: 600,
    });
    expect(BlueGreenUpdatePolicy.TerminationWaitInSeconds).toBe(0);
  });

  it('is all at once, with the interval that AWS’s API model requires and its example forgets', () => {
    const { BlueGreenUpdatePolicy } = deploymentOf({ strategy: 'all-at-once' });
    expect(BlueGreenUpdatePolicy.TrafficRoutingConfiguration).toEqual({
      Type: 'ALL_AT_ONCE',
      WaitIntervalInSeconds: 0,
    });
  });

  it('hands SageMaker only the alarms that roll back', () => {
    const alarms = [{ name: 'a' }, { name: 'b', on: 'notify' }, { name: 'c', on: 'rollback' }];
    expect(deploymentOf({ strategy: 'all-at-once' }, alarms).AutoRollbackConfiguration).toEqual({
      Alarms: [{ AlarmName: 'a' }, { AlarmName: 'c' }],
    });
  });

  it('leaves AutoRollbackConfiguration out where no alarm rolls back: AWS takes no empty list', () => {
    const deployment = deploymentOf({ strategy: 'all-at-once' }, [{ name: 'b', on: 'notify' }]);
    expect(deployment).not.toHaveProperty('AutoRollbackConfiguration');
  });

  it.each([
    // 2 × (5 × 300 + 300) + 1800
    [
      'twice the waits and half an hour',
      { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m' },
      5400,
    ],
    // 2 × 0 + 1800
    ['half an hour where nothing waits', { strategy: 'all-at-once' }, 1800],
    // 2 × (10 × 3600 + 0) + 1800 = 73800
    ['AWS’s eight hours at most', { strategy: 'linear', step: '10%', bake: '1h' }, 28_800],
  ])('without a timeout of its own gets %s', (_, rollout, seconds) => {
    expect(deploymentOf(rollout).BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds).toBe(seconds);
  });

  it('by default shifts all at once and keeps blue for five minutes', () => {
    // 2 × 300 + 1800
    expect(deploymentConfigOf(defaultPolicy, [], 5).BlueGreenUpdatePolicy).toEqual({
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
      TerminationWaitInSeconds: 300,
      MaximumExecutionTimeoutInSeconds: 2400,
    });
  });
});
