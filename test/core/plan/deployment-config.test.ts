import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { deploymentConfigOf, isStaged, strategyName } from '../../../core/plan/deployment-config.ts';
import { askedShift, defaultPolicy } from '../../../core/plan/shift.ts';
import { aLiveEndpoint } from '../../support/builders.ts';

function deploymentOf(rollout: Record<string, unknown>, alarmNames: readonly string[] = [], instances = 5) {
  const parsed = parseManifest({ rollout });
  if (!parsed.ok || parsed.manifest.rollout === undefined) throw new Error(JSON.stringify(parsed));
  const { shift } = askedShift(parsed.manifest.rollout, undefined, 'local');
  return deploymentConfigOf(shift, alarmNames, [instances]);
}

describe('The manifest’s rollout as AWS’s DeploymentConfig', () => {
  it('is linear', () => {
    const rollout = { strategy: 'linear', step: '20%', bake: '5m', finalBake: '2m', timeout: '1h' };
    expect(deploymentOf(rollout, ['iris-5xx'])).toEqual({
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
    expect(BlueGreenUpdatePolicy?.TrafficRoutingConfiguration).toEqual({
      Type: 'CANARY',
      CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
      WaitIntervalInSeconds: 600,
    });
    expect(BlueGreenUpdatePolicy?.TerminationWaitInSeconds).toBe(0);
  });

  it('is all at once, with the interval that AWS’s API model requires and its example forgets', () => {
    const { BlueGreenUpdatePolicy } = deploymentOf({ strategy: 'all-at-once' });
    expect(BlueGreenUpdatePolicy?.TrafficRoutingConfiguration).toEqual({
      Type: 'ALL_AT_ONCE',
      WaitIntervalInSeconds: 0,
    });
  });

  it('is rolling, in batches', () => {
    const rollout = {
      strategy: 'rolling',
      step: '1 instance',
      bake: '5m',
      rollbackStep: '50%',
      timeout: '1h',
    };
    expect(deploymentOf(rollout, ['iris-5xx'])).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
        WaitIntervalInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
        RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] },
    });
    // 2 × 5 × 300 + 1800; without rollbackStep everything comes back at once, which AWS does if it is left out.
    expect(deploymentOf({ strategy: 'rolling', step: '20%', bake: '5m' })).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
        WaitIntervalInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 4800,
      },
    });
  });

  it('leaves AutoRollbackConfiguration out where no alarm rolls back: AWS takes no empty list', () => {
    expect(deploymentOf({ strategy: 'all-at-once' })).not.toHaveProperty('AutoRollbackConfiguration');
  });

  it('is what AWS’s own shape says, with a timeout where it has none', () => {
    const policy = { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' }, TerminationWaitInSeconds: 600 };
    // 2 × 600 + 1800
    expect(deploymentOf({ deploymentConfig: { BlueGreenUpdatePolicy: policy } })).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 3000,
      },
    });
    const given = { ...policy, MaximumExecutionTimeoutInSeconds: 7200 };
    expect(
      deploymentOf({ deploymentConfig: { BlueGreenUpdatePolicy: given } }).BlueGreenUpdatePolicy,
    ).toMatchObject({ MaximumExecutionTimeoutInSeconds: 7200 });
  });

  it('is all at once where AWS’s own shape has no policy, as SageMaker does it', () => {
    expect(deploymentOf({ deploymentConfig: {} }).BlueGreenUpdatePolicy).toMatchObject({
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' },
      TerminationWaitInSeconds: 0,
    });
  });

  it.each([
    ['all-at-once', {}, false],
    ['canary', { step: '20%', bake: '5m' }, true],
    ['linear', { step: '20%', bake: '5m' }, true],
    ['rolling', { step: '20%', bake: '5m' }, true],
  ])('%s is told by its name again', (strategy, rest, staged) => {
    const deployment = deploymentOf({ strategy, ...rest });
    expect(strategyName(deployment)).toBe(strategy);
    expect(isStaged(deployment)).toBe(staged);
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
    expect(deploymentOf(rollout).BlueGreenUpdatePolicy?.MaximumExecutionTimeoutInSeconds).toBe(seconds);
  });

  it('by default shifts all at once and keeps blue for five minutes', () => {
    // 2 × 300 + 1800
    const { shift } = askedShift(defaultPolicy, undefined, 'local');
    expect(deploymentConfigOf(shift, [], [5]).BlueGreenUpdatePolicy).toEqual({
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
      TerminationWaitInSeconds: 300,
      MaximumExecutionTimeoutInSeconds: 2400,
    });
  });
});

describe('What is retained', () => {
  const retain = (lastDeployment: Record<string, unknown> | undefined) =>
    askedShift({ strategy: 'retained' }, aLiveEndpoint(lastDeployment && { lastDeployment }), 'local');
  const last = {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: 'CANARY',
        CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
        WaitIntervalInSeconds: 300,
      },
      TerminationWaitInSeconds: 120,
      MaximumExecutionTimeoutInSeconds: 1800,
    },
    AutoRollbackConfiguration: {
      Alarms: [
        { AlarmName: 'iris-5xx' },
        { AlarmName: 'greenlight-local-abort-iris-000000000001-1' },
        { AlarmName: 'greenlight-local-iris-000000000001-1-0' },
        { AlarmName: 'greenlight-prod-business' },
      ],
    },
  };

  it('is the endpoint’s last policy and its alarms, without ours of that release', () => {
    const { shift, alarmNames, problems } = retain(last);
    expect(problems).toEqual([]);
    expect(alarmNames).toEqual(['iris-5xx', 'greenlight-prod-business']);
    expect(deploymentConfigOf(shift, [], [5])).toEqual({ BlueGreenUpdatePolicy: last.BlueGreenUpdatePolicy });
  });

  it.each([
    ['no endpoint yet', () => askedShift({ strategy: 'retained' }, undefined, 'local'), /does not exist yet/],
    ['an endpoint that never had one', () => retain(undefined), /never given any/],
    ['one of a kind that we do not know', () => retain({ PartyPolicy: {} }), /something else/],
  ])('is refused for %s', (_, asked, got) => {
    expect(asked().problems).toMatchObject([{ field: 'rollout.retain', got: expect.stringMatching(got) }]);
  });
});
