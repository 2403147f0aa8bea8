import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { givenStrategy } from '../../../core/plan/given-strategy.ts';
import { aLiveEndpoint } from '../../support/builders.ts';

function given(rollout: Record<string, unknown>, lastDeployment?: Record<string, unknown>) {
  const parsed = parseManifest({ rollout });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return givenStrategy(parsed.manifest.rollout, {
    stage: 'local',
    live: aLiveEndpoint(lastDeployment && { lastDeployment }),
  });
}

describe('A strategy', () => {
  it('is written by name, and its parts are called as they are written', () => {
    const { policy, from, fields } = given({ strategy: 'rolling', step: '20%', bake: '5m' });
    expect(policy).toEqual({ strategy: 'rolling', step: { Type: 'CAPACITY_PERCENT', Value: 20 }, bake: 300 });
    expect(from).toBe('manifest');
    expect([fields.step, fields.timeout]).toEqual(['rollout.step', 'rollout.timeout']);
  });

  it('is by default all at once, with blue kept for five minutes', () => {
    expect(givenStrategy(undefined, { stage: 'local', live: undefined })).toMatchObject({
      policy: { strategy: 'all-at-once', finalBake: 300 },
      from: 'default',
    });
  });

  it('may be given in AWS’s own shape, with alarms, and its parts are called as they are there', () => {
    const policy = { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' }, TerminationWaitInSeconds: 600 };
    const { fields, ...rest } = given({
      deploymentConfig: {
        BlueGreenUpdatePolicy: policy,
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a' }] },
      },
    });
    expect(rest).toEqual({
      policy: { strategy: 'all-at-once', finalBake: 600 },
      alarmNames: ['a'],
      from: 'manifest',
      isInherited: false,
      problems: [],
    });
    expect([fields.finalBake, fields.alarm(0)]).toEqual([
      'rollout.deploymentConfig.BlueGreenUpdatePolicy.TerminationWaitInSeconds',
      'rollout.deploymentConfig.AutoRollbackConfiguration.Alarms[0].AlarmName',
    ]);
  });
});

describe('What is retained', () => {
  const retain = (lastDeployment: Record<string, unknown> | undefined) =>
    given({ retain: true }, lastDeployment);
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
    expect(retain(last)).toMatchObject({
      policy: {
        strategy: 'canary',
        step: { Type: 'INSTANCE_COUNT', Value: 1 },
        bake: 300,
        finalBake: 120,
        timeout: 1800,
      },
      alarmNames: ['iris-5xx', 'greenlight-prod-business'],
      problems: [],
    });
  });

  it.each([
    [
      'no endpoint yet',
      () => givenStrategy({ retain: true }, { stage: 'local', live: undefined }),
      /does not exist yet/,
    ],
    ['an endpoint that never had one', () => retain(undefined), /never given any/],
    ['one of a kind that we do not know', () => retain({ PartyPolicy: {} }), /something else/],
  ])('is refused for %s', (_, asked, got) => {
    expect(asked().problems).toMatchObject([{ field: 'rollout.retain', got: expect.stringMatching(got) }]);
  });
});

describe('What the endpoint’s owner stored with it', () => {
  const inForce = (lastDeployment: Record<string, unknown>) =>
    givenStrategy(undefined, { stage: 'local', live: aLiveEndpoint({ lastDeployment }) });

  it('is in force where the manifest says nothing of the rollout, under AWS’s names', () => {
    const { fields, ...given } = inForce({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
        WaitIntervalInSeconds: 300,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a' }, { AlarmName: 'greenlight-local-x' }] },
    });
    expect(given).toEqual({
      policy: { strategy: 'rolling', step: { Type: 'INSTANCE_COUNT', Value: 1 }, bake: 300 },
      alarmNames: ['a'],
      from: 'stored',
      isInherited: true,
      problems: [],
    });
    expect([fields.step, fields.alarm(0)]).toEqual([
      'LastDeploymentConfig.RollingUpdatePolicy.MaximumBatchSize',
      'LastDeploymentConfig.AutoRollbackConfiguration.Alarms[0].AlarmName',
    ]);
  });

  it.each([
    [{ PartyPolicy: {} }, 'LastDeploymentConfig.PartyPolicy', 'no such field'],
    [
      {
        BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ZIGZAG', WaitIntervalInSeconds: 0 } },
      },
      'LastDeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type',
      'a Type: ALL_AT_ONCE, CANARY or LINEAR',
    ],
  ])('is refused by name where it is not understood (%#)', (last, field, expected) => {
    expect(inForce(last).problems).toMatchObject([
      {
        field,
        expected,
        fix: expect.stringMatching(/^It is stored with the endpoint; a rollout in the manifest/),
      },
    ]);
  });
});
