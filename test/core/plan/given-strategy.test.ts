import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { givenStrategy } from '../../../core/plan/given-strategy.ts';
import { aLiveEndpoint } from '../../support/builders.ts';

function given(rollout: Record<string, unknown>, lastDeployment?: Record<string, unknown>) {
  const parsed = parseManifest({ rollout });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return givenStrategy(parsed.manifest.rollout, aLiveEndpoint(lastDeployment && { lastDeployment }), 'local');
}

describe('A strategy', () => {
  it('is written by name, and its parts are called as they are written', () => {
    const { policy, from, fields } = given({ strategy: 'rolling', step: '20%', bake: '5m' });
    expect(policy).toEqual({ strategy: 'rolling', step: { Type: 'CAPACITY_PERCENT', Value: 20 }, bake: 300 });
    expect(from).toBe('manifest');
    expect([fields.step, fields.timeout]).toEqual(['rollout.step', 'rollout.timeout']);
  });

  it('is by default all at once, with blue kept for five minutes', () => {
    expect(givenStrategy(undefined, undefined, 'local')).toMatchObject({
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
    ['no endpoint yet', () => givenStrategy({ retain: true }, undefined, 'local'), /does not exist yet/],
    ['an endpoint that never had one', () => retain(undefined), /never given any/],
    ['one of a kind that we do not know', () => retain({ PartyPolicy: {} }), /something else/],
  ])('is refused for %s', (_, asked, got) => {
    expect(asked().problems).toMatchObject([{ field: 'rollout.retain', got: expect.stringMatching(got) }]);
  });
});
