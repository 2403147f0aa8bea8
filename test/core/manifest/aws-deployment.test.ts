import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';

const parsed = (deploymentConfig: unknown) => parseManifest({ rollout: { deploymentConfig } });
function given(deploymentConfig: unknown) {
  const result = parsed(deploymentConfig);
  if (!result.ok) throw new Error(result.problems.map(sentence).join('\n'));
  const { rollout } = result.manifest;
  return rollout !== undefined && 'deploymentConfig' in rollout ? rollout.deploymentConfig : rollout;
}
const refusal = (deploymentConfig: unknown) => {
  const result = parsed(deploymentConfig);
  return result.ok ? [] : result.problems.map(sentence);
};

describe('AWS’s own DeploymentConfig', () => {
  it('is taken as AWS’s guide prints it: a canary with alarms', () => {
    const config = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 30 },
          WaitIntervalInSeconds: 600,
        },
        TerminationWaitInSeconds: 600,
        MaximumExecutionTimeoutInSeconds: 1800,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'fraud-5xx' }] },
    };
    expect(given(config)).toEqual(config);
  });

  it('may leave out, all at once, the wait that has no meaning there: AWS’s example does, its API requires it', () => {
    expect(
      given({ BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' } } }),
    ).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
        TerminationWaitInSeconds: 0,
      },
    });
  });

  it('may be rolling', () => {
    const config = {
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
        WaitIntervalInSeconds: 300,
        RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 100 },
      },
    };
    expect(given(config)).toEqual(config);
  });

  const at = 'rollout.deploymentConfig';
  const linear = (over: object) => ({
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: 'LINEAR',
        LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
        WaitIntervalInSeconds: 300,
        ...over,
      },
    },
  });
  it.each([
    [
      'a wait beyond AWS’s hour',
      linear({ WaitIntervalInSeconds: 3601 }),
      `${at}.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.WaitIntervalInSeconds: expected a whole number of seconds from 0 to 3600, got 3601.`,
    ],
    [
      'no wait where it has a meaning',
      linear({ WaitIntervalInSeconds: undefined }),
      `${at}.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.WaitIntervalInSeconds: expected a whole number of seconds from 0 to 3600, got nothing.`,
    ],
    [
      'the other strategy’s size',
      linear({ CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 } }),
      `${at}.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.CanarySize: unknown field; there are Type, LinearStepSize and WaitIntervalInSeconds.`,
    ],
    [
      'the word that AWS’s rolling page prints and its API does not take',
      {
        RollingUpdatePolicy: {
          MaximumBatchSize: { Type: 'CAPACITY_PERCENTAGE', Value: 20 },
          WaitIntervalInSeconds: 60,
        },
      },
      `${at}.RollingUpdatePolicy.MaximumBatchSize.Type: expected INSTANCE_COUNT or CAPACITY_PERCENT, got "CAPACITY_PERCENTAGE".`,
    ],
    [
      'a timeout below ten minutes',
      {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' },
          MaximumExecutionTimeoutInSeconds: 599,
        },
      },
      `${at}.BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds: expected a whole number of seconds from 600 to 28800, got 599.`,
    ],
    [
      'both policies',
      {
        ...linear({}),
        RollingUpdatePolicy: {
          MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
          WaitIntervalInSeconds: 60,
        },
      },
      `${at}: expected one policy: BlueGreenUpdatePolicy or RollingUpdatePolicy, not both, got fields.`,
    ],
    [
      'eleven alarms',
      {
        AutoRollbackConfiguration: { Alarms: Array.from({ length: 11 }, (_, n) => ({ AlarmName: `a${n}` })) },
      },
      `${at}.AutoRollbackConfiguration.Alarms: expected at most 10 alarms, got a list.`,
    ],
    [
      'something else',
      'linear',
      `${at}: expected AWS’s DeploymentConfig: BlueGreenUpdatePolicy or RollingUpdatePolicy, and AutoRollbackConfiguration, got "linear".`,
    ],
  ])('with %s is refused', (_, config, text) => {
    expect(refusal(config)).toEqual([text]);
  });
});
