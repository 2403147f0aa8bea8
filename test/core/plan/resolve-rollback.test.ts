import { describe, expect, it } from 'vitest';
import type { Findings } from '../../../core/plan/findings.ts';
import { planSchema } from '../../../core/plan/plan.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import { rolloutName } from '../../../core/release.ts';
import { sentence } from '../../../core/values/problem.ts';
import {
  aKeptConfig,
  aLiveEndpoint,
  anAlarm,
  aPrepared,
  aProblem,
  aRollback,
  aWrittenManifest,
  findings,
} from '../../support/builders.ts';

const rollback = aRollback();
const abortSwitch = `greenlight-local-abort-${rolloutName(rollback)}`;
const prepared = (over: Partial<Findings> = {}) =>
  aPrepared({ target: aKeptConfig(), artifact: undefined, ...over }, rollback);
function refusal(over: Partial<Findings>, of = rollback): string[] {
  const resolution = resolve(of, findings({ target: aKeptConfig(), artifact: undefined, ...over }));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
}
const content = (over: Record<string, unknown> = {}) =>
  ({ kind: 'content', value: aWrittenManifest(over) }) as const;
const watched = (plan: ReturnType<typeof prepared>['plan']) =>
  plan.deployment.AutoRollbackConfiguration?.Alarms.map(({ AlarmName }) => AlarmName);

describe('A rollback', () => {
  it('puts the kept config live all at once, with the manifest’s final bake and alarms, and makes nothing', () => {
    const { plan, preparation } = prepared();
    expect(plan).toMatchObject({
      rollout: rollback,
      action: 'update',
      config: 'iris-000000000000-1',
      previousConfig: 'iris-000000000001-1',
      deployment: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
          TerminationWaitInSeconds: 300,
          // 1200 + 300 + 60 + 1800
          MaximumExecutionTimeoutInSeconds: 3360,
        },
      },
      alarms: [{ name: 'iris-5xx', on: 'rollback', managed: false }],
      variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5 }],
      resize: false,
      timeline: { peakInstances: 10 },
      warnings: [],
      notify: 'info',
      keep: 5,
    });
    expect(watched(plan)).toEqual(['iris-5xx', abortSwitch]);
    expect(preparation).toEqual({ managedAlarms: [], history: {} });
    expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it.each([
    ['the manifest’s', { strategy: 'canary', step: '20%', bake: '5m', finalBake: '10m' }, 600],
    ['none, where the manifest says so', { strategy: 'canary', step: '20%', bake: '5m', finalBake: '0s' }, 0],
    ['five minutes, where it does not say', { strategy: 'canary', step: '20%', bake: '5m' }, 300],
    ['five minutes, where it is rolling', { strategy: 'rolling', step: '20%', bake: '5m' }, 300],
    [
      'that of AWS’s own shape',
      {
        deploymentConfig: {
          BlueGreenUpdatePolicy: {
            TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' },
            TerminationWaitInSeconds: 120,
          },
        },
      },
      120,
    ],
  ])('has as final bake %s', (_, policy, seconds) => {
    const { plan } = prepared({ manifest: content({ rollout: policy }) });
    expect(plan.deployment.BlueGreenUpdatePolicy?.TerminationWaitInSeconds).toBe(seconds);
  });

  it('keeps the number of instances that serve, whatever the kept config and the manifest say', () => {
    const manifest = content({ fleet: { instanceCount: 2, resize: true } });
    const live = aLiveEndpoint({ desiredInstanceCounts: { AllTraffic: 9 } });
    expect(prepared({ live, manifest }).plan).toMatchObject({
      resize: false,
      variants: [{ instanceCount: 9 }],
    });
  });

  it('is not watched by an alarm that is on, which may be why it is wanted, and says so', () => {
    const { plan } = prepared({ alarms: [anAlarm({ state: 'ALARM' })] });
    expect(plan.alarms).toEqual([]);
    expect(watched(plan)).toEqual([abortSwitch]);
    expect(plan.warnings.map(sentence)).toEqual([
      'alarms[0].name: expected an alarm that can watch the rollback, got "iris-5xx" in ALARM: it does not watch this rollback.',
    ]);
  });

  it('leaves out alarms that are gone', () => {
    const { plan } = prepared({ manifest: content({ alarms: [{ name: 'gone' }, { name: 'iris-5xx' }] }) });
    expect(plan.alarms.map(({ name }) => name)).toEqual(['iris-5xx']);
    expect(plan.warnings.map(({ got }) => got)).toEqual(['"gone", which does not exist']);
  });

  it('makes alarms by metric again, on the fleet that it brings back', () => {
    const alarms = [{ name: 'gone' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
    const { plan, preparation } = prepared({ manifest: content({ alarms }) });
    const made = `greenlight-local-${rolloutName(rollback)}-1`;
    expect(plan.alarms).toMatchObject([{ name: made, managed: true, on: 'rollback' }]);
    expect(watched(plan)).toEqual([made, abortSwitch]);
    expect(preparation.managedAlarms.map(({ AlarmName }) => AlarmName)).toEqual([made]);
    expect(JSON.stringify(preparation.managedAlarms)).toContain(`"Value":"${plan.config}"`);
  });

  it('does without an alarm by metric that could not see what it brings back, and says so', () => {
    const { plan } = prepared({
      manifest: content({ alarms: [{ metric: 'backlog', above: 1, for: '2m' }] }),
    });
    expect(plan.alarms).toEqual([]);
    expect(plan.warnings).not.toEqual([]);
  });

  it.each([
    ['cannot be read', { kind: 'unreadable', problems: [aProblem({ field: 'greenlight.yaml' })] } as const],
    ['has a mistake', content({ canary: {} })],
  ])('is not held up by a manifest that %s', (_, manifest) => {
    const { plan } = prepared({ manifest });
    expect(plan.deployment.BlueGreenUpdatePolicy?.TerminationWaitInSeconds).toBe(300);
    expect(plan.warnings).toHaveLength(1);
  });

  it('mends an endpoint that could not go back by itself, also to the config it shows', () => {
    const status = 'UpdateRollbackFailed';
    expect(refusal({ live: aLiveEndpoint({ status }) })).toEqual([]);
    expect(refusal({ live: aLiveEndpoint({ status, configName: 'iris-000000000000-1' }) })).toEqual([]);
  });

  it('waits for an endpoint that something else is changing', () => {
    const live = aLiveEndpoint({ status: 'Updating' });
    expect(resolve(rollback, findings({ target: aKeptConfig(), live })).kind).toBe('busy');
  });
});

describe('A rollback to what others had put live', () => {
  const foreign = aRollback({ foreign: true });
  it('goes to a config without our tags', () => {
    const target = aKeptConfig({ tags: [] });
    expect(resolve(foreign, findings({ target }))).toMatchObject({
      kind: 'prepared',
      plan: { config: 'iris-000000000000-1' },
    });
  });

  it('is refused where its owners have deleted it, and says whose it was', () => {
    expect(resolve(foreign, findings({ target: undefined }))).toMatchObject({
      kind: 'refused',
      problems: [
        { got: '"iris-000000000000-1", which is gone', fix: expect.stringMatching(/^It was not made by/) },
      ],
    });
  });

  it('keeps to all else that a rollback keeps to', () => {
    const target = aKeptConfig({ tags: [], missingModels: ['iris-000000000000-1'] });
    expect(resolve(foreign, findings({ target }))).toMatchObject({ kind: 'refused' });
  });
});

describe('A rollback is refused', () => {
  it.each([
    [
      'to a config that is gone',
      { target: undefined },
      'rollback: expected an endpoint config that is kept, got "iris-000000000000-1", which is gone. See greenlight history for what is kept.',
    ],
    [
      'to what serves already',
      { live: aLiveEndpoint({ configName: 'iris-000000000000-1' }) },
      'rollback: expected another release than the one that serves, got "iris-000000000000-1". See greenlight history for what is kept.',
    ],
    [
      'to a config that is not ours',
      { target: aKeptConfig({ tags: [] }) },
      'rollback: expected an endpoint config that Greenlight made for this endpoint, got "iris-000000000000-1", without its tags.',
    ],
    [
      'to a config whose model is gone',
      { target: aKeptConfig({ missingModels: ['iris-000000000000-1'] }) },
      'rollback: expected an endpoint config whose models are kept, got model "iris-000000000000-1", which is gone.',
    ],
    [
      'to other variants',
      {
        target: aKeptConfig({
          config: { ProductionVariants: [{ VariantName: 'b' }, { VariantName: 'a' }] },
        }),
      },
      'rollback: expected variants AllTraffic, as they serve: an update must keep their names, got a, b.',
    ],
    [
      'of an endpoint that is gone',
      { live: undefined },
      'endpoint: expected an endpoint "iris" to roll back, got none.',
    ],
    [
      'of an endpoint that is Failed',
      { live: aLiveEndpoint({ status: 'Failed' }) },
      'endpoint: expected "iris" to be InService, got Failed. A Failed endpoint can only be deleted; then upload the artifact again.',
    ],
  ])('%s', (_, over, text) => {
    expect(refusal(over)).toEqual([text]);
  });

  it('of an endpoint whose owners have taken the tag away', () => {
    expect(refusal({ live: aLiveEndpoint({ tags: [] }) })).toEqual([
      expect.stringContaining('greenlight:managed=true'),
    ]);
  });

  it('where the live config is gone, without which no update is possible', () => {
    const live = aLiveEndpoint({ config: { ProductionVariants: [] }, models: {} });
    expect(refusal({ live })).toEqual([expect.stringContaining('config iris-000000000001-1, which is gone')]);
  });

  it('where both fleets have no room', () => {
    expect(refusal({ quotas: { 'ml.m5.large': 9 } })).toEqual([
      expect.stringContaining('at most 9 instances'),
    ]);
  });
});
