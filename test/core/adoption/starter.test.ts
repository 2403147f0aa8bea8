import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterManifest } from '../../../core/adoption/starter.ts';
import { withDefaults } from '../../../core/manifest/defaults.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import type { Findings } from '../../../core/plan/findings.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import type { LiveEndpoint, ProductionVariant } from '../../../core/sagemaker.ts';
import {
  aDeployment,
  aLiveEndpoint,
  aLiveModel,
  anAlarm,
  aRollout,
  findings,
} from '../../support/builders.ts';

const role = 'arn:aws:iam::000000000000:role/greenlight-model-iris';
const [variant] = aLiveEndpoint().config.ProductionVariants as readonly [ProductionVariant];

/** An endpoint without a manifest, as it is found. */
const found = (live: Partial<LiveEndpoint> = {}, over: Partial<Findings> = {}) => ({
  ...findings({ manifest: { kind: 'none' }, alarms: [], ...over }),
  live: aLiveEndpoint(live),
});
const withConfig = (config: Record<string, unknown>, variants: readonly object[] = [variant]) =>
  ({ config: { ProductionVariants: variants, ...config } }) as Partial<LiveEndpoint>;

const started = (facts: ReturnType<typeof found>) => starterManifest(facts, { kind: 'none' });

const canary = aDeployment(
  { Type: 'CANARY', CanarySize: { Type: 'CAPACITY_PERCENT', Value: 20 }, WaitIntervalInSeconds: 600 },
  { TerminationWaitInSeconds: 120 },
);
const watchedCanary = { ...canary, AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-5xx' }] } };
const rolling = {
  RollingUpdatePolicy: {
    MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 1 },
    RollbackMaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 40 },
    WaitIntervalInSeconds: 240,
    MaximumExecutionTimeoutInSeconds: 7200,
  },
};

describe('The starter manifest', () => {
  it('has what serves, and the default where its owner has stored nothing', () => {
    expect(started(found()).value).toEqual({
      model: { image: 'local:iris', role },
      fleet: { variant: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5 },
      rollout: { strategy: 'all-at-once', finalBake: '5m' },
      alarms: [{ metric: '5xx-rate', above: '1%', for: '2m', on: 'rollback' }],
      keep: 5,
    });
  });

  it('has the strategy and the alarms that its owner has stored', () => {
    const { value } = started(found({ lastDeployment: watchedCanary }, { alarms: [anAlarm()] }));
    expect(value).toMatchObject({
      // The alarm takes three minutes, so two would be refused if written, and only warned of if inherited.
      alarms: [{ name: 'iris-5xx', on: 'rollback' }],
    });
    expect(value).not.toHaveProperty('rollout');
    const long = {
      ...watchedCanary,
      BlueGreenUpdatePolicy: { ...watchedCanary.BlueGreenUpdatePolicy, TerminationWaitInSeconds: 300 },
    };
    expect(started(found({ lastDeployment: long }, { alarms: [anAlarm()] })).value).toMatchObject({
      rollout: { strategy: 'canary', step: '20%', bake: '10m', finalBake: '5m', timeout: '1h' },
    });
  });

  it('has the default in place of a stored config that AWS would refuse, and says why', () => {
    const lastDeployment = aDeployment({ Type: 'LINEAR', WaitIntervalInSeconds: 60 });
    const facts = found({ lastDeployment });
    expect(resolve(aRollout(), facts).kind).toBe('refused');
    const { value, text } = started(facts);
    expect(value).toMatchObject({ rollout: { strategy: 'all-at-once', finalBake: '5m' } });
    expect(text).toContain(
      '# Its stored deployment config cannot be used, so this is the default:\n# LastDeploymentConfig',
    );
  });

  it('names the image by its digest, and how its owner named it', () => {
    const digest = `local:iris@sha256:${'a'.repeat(64)}`;
    const { value, text } = started(found({ resolvedImages: { AllTraffic: { 'local:iris': digest } } }));
    expect(value).toMatchObject({ model: { image: digest } });
    expect(text).toContain(`image: ${digest} # deployed as local:iris`);
  });

  it('has no number of instances where autoscaling has set 0, which cannot be written', () => {
    const { value } = started(found({ desiredInstanceCounts: { AllTraffic: 0 } }));
    expect(value.fleet).toEqual({ variant: 'AllTraffic', instanceType: 'ml.m5.large' });
  });

  it('never has environment variables', () => {
    const secret = { PrimaryContainer: { Image: 'local:iris', Environment: { API_TOKEN: 'hunter2' } } };
    const { text } = started(found({ models: { 'iris-000000000001-1': aLiveModel(secret) } }));
    expect(text).not.toContain('hunter2');
  });

  it('leaves out what its stage does not allow to be named: it is inherited', () => {
    const { value, text } = started(found({}, { allowedImages: ['other:*'], allowedRoles: [] }));
    expect(value).not.toHaveProperty('model');
    expect(text).toContain('#   image: local:iris');
    expect(text).toContain(`#   role: ${role}`);
  });
});

/** Endpoints of every kind, and what their owners have stored. */
const kinds: Readonly<Record<string, Parameters<typeof found>>> = {
  plain: [],
  'a canary': [{ lastDeployment: watchedCanary }, { alarms: [anAlarm()] }],
  'a rolling update without alarms': [{ lastDeployment: rolling }],
  asynchronous: [withConfig({ AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://a/b' } } })],
  'at zero': [
    {
      ...withConfig({ AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://a/b' } } }),
      desiredInstanceCounts: { AllTraffic: 0 },
    },
  ],
  serverless: [
    withConfig({}, [
      {
        VariantName: 'AllTraffic',
        ModelName: variant.ModelName,
        ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
      },
    ]),
  ],
  'several variants, one model': [withConfig({}, [variant, { ...variant, VariantName: 'Spot' }])],
  'instance pools': [
    withConfig({}, [
      { ...variant, InstanceType: undefined, InstancePools: [{ InstanceType: 'ml.g5.xlarge' }] },
    ]),
  ],
  'a pipeline': [
    {
      models: {
        'iris-000000000001-1': {
          Containers: [
            { Image: 'local:prepare', ContainerHostname: 'prepare' },
            { Image: 'local:iris', ModelDataUrl: 's3://models/old.tar.gz' },
          ],
          ExecutionRoleArn: role,
        },
      },
    },
  ],
  Inf1: [withConfig({}, [{ ...variant, InstanceType: 'ml.inf1.xlarge' }])],
  'a role of nobody’s': [{}, { allowedRoles: [] }],
};

describe.each(Object.entries(kinds))('For %s', (_, args) => {
  const facts = found(...args);
  const starter = started(facts);

  it('says the same as YAML', () => {
    expect(parse(starter.text)).toEqual(starter.value);
  });

  it('is a sound manifest', () => {
    expect(parseManifest(starter.value)).toMatchObject({ ok: true });
  });

  it('refuses nothing that goes without a manifest, and shifts alike', () => {
    const without = resolve(aRollout(), facts);
    const under = resolve(aRollout(), { ...facts, manifest: { kind: 'content', value: starter.value } });
    expect(under.kind).toBe(without.kind);
    if (under.kind === 'refused' && without.kind === 'refused')
      expect(under.problems.map(({ field }) => field)).toEqual(without.problems.map(({ field }) => field));
    if (under.kind !== 'prepared' || without.kind !== 'prepared') return;
    const { AutoRollbackConfiguration: a, ...shift } = under.plan.deployment;
    const { AutoRollbackConfiguration: b, ...before } = without.plan.deployment;
    expect(shift).toEqual(before);
    expect(a?.Alarms).toEqual(expect.arrayContaining([...(b?.Alarms ?? [])]));
    expect(under.preparation.model?.definition).toEqual(without.preparation.model?.definition);
    expect(under.preparation.endpointConfig?.definition).toEqual(
      without.preparation.endpointConfig?.definition,
    );
  });
});

it('quotes names that YAML would misread', () => {
  const names = ['on', '007', '1e3', 'a: b', '# no', 'It is "so"', 'x'];
  const lastDeployment = {
    ...aDeployment(),
    AutoRollbackConfiguration: { Alarms: names.map((AlarmName) => ({ AlarmName })) },
  };
  const alarms = names.map((name) => anAlarm({ name }));
  const { text } = started(found({ lastDeployment }, { alarms }));
  expect(parse(text).alarms.map(({ name }: { name: unknown }) => name)).toEqual(names);
});

describe("Over the bucket's defaults", () => {
  const over = (value: Record<string, unknown>, facts = found()) => {
    const defaults = { kind: 'content', key: 'models/greenlight.defaults.yaml', value } as const;
    return starterManifest({ ...facts, manifest: withDefaults({ kind: 'none' }, defaults) }, defaults);
  };
  const rollout = { strategy: 'linear', step: '20%', bake: '5m', finalBake: '5m' };
  const ours = { metric: 'latency-p99', above: '800ms', for: '3m' };

  it('it leaves to them what they say, and says what serves', () => {
    const { value, text } = over({ rollout, alarms: [ours], keep: 9, gates: { after: [{ soak: '30m' }] } });
    expect(value).toEqual({
      model: { image: 'local:iris', role },
      fleet: { variant: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5 },
    });
    expect(parse(text)).toEqual(value);
  });

  it('it has the stored alarms beside theirs, since a list replaces another', () => {
    const facts = found({ lastDeployment: watchedCanary }, { alarms: [anAlarm()] });
    const { value, text } = over({ rollout, alarms: [ours, { name: 'iris-5xx', on: 'hold' }] }, facts);
    expect(value.alarms).toEqual([ours, { name: 'iris-5xx', on: 'hold' }]);
    expect(over({ alarms: [ours] }, facts).value.alarms).toEqual([
      ours,
      { name: 'iris-5xx', on: 'rollback' },
    ]);
    expect(parse(text)).toEqual(value);
  });
});
