import { describe, expect, it } from 'vitest';
import type { Findings } from '../../../core/plan/findings.ts';
import { planSchema } from '../../../core/plan/plan.ts';
import { resolve } from '../../../core/plan/resolve.ts';
import { timelineOf } from '../../../core/plan/timeline/timeline-of.ts';
import { alarmNamesIn } from '../../../core/plan/watched-alarms.ts';
import { type Rollout, rolloutName } from '../../../core/release.ts';
import { policyFromAws } from '../../../core/strategies/strategies.ts';
import { sentence } from '../../../core/values/problem.ts';
import {
  aKeptConfig,
  aLiveEndpoint,
  aLiveModel,
  anAlarm,
  aPlan,
  aPrepared,
  aProblem,
  aRollback,
  aRollout,
  aWrittenManifest,
  findings,
  instant,
} from '../../support/builders.ts';

const content = (over: Record<string, unknown> = {}) =>
  ({ kind: 'content', value: aWrittenManifest(over) }) as const;

function refusal(over: Partial<Findings>, rollout: Rollout = aRollout()): string[] {
  const resolution = resolve(rollout, findings(over));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
}
const warnings = (over: Partial<Findings>) => aPlan(over).warnings.map(sentence);

const alarmsNamed = (count: number, on: 'rollback' | 'notify' = 'rollback') =>
  Array.from({ length: count }, (_, index) => ({ name: `${on}-${index}`, on }));
const allOk = (alarms: readonly { name: string }[]) => alarms.map(({ name }) => anAlarm({ name }));

describe('A release under another spelling of its endpoint', () => {
  const told =
    'endpoint: expected "Iris", as the endpoint is called: upper and lower case count, got "iris".';

  it.each([
    ['DescribeEndpoint finds it so', { live: aLiveEndpoint({ name: 'Iris' }) }],
    ['it is found in the list alone', { live: undefined, ownName: 'Iris' }],
  ])(
    'is refused, where %s: naming the right one, and nothing that was read under the wrong one',
    (_, over) => {
      expect(refusal({ ...over, manifest: { kind: 'none' }, alarms: [] })).toEqual([
        `${told} Upload it again under models/Iris/.`,
      ]);
    },
  );

  it('is told what is wrong with its artifact, too', () => {
    const artifact = { problems: [aProblem({ field: 'artifact' })], bytes: 0 };
    expect(refusal({ ownName: 'Iris', live: undefined, artifact })).toMatchObject([
      expect.stringContaining(told),
      expect.stringContaining('artifact'),
    ]);
  });

  it('is refused as a rollback, too', () => {
    const back = aRollout({
      attempt: 2,
      start: { kind: 'rollback', at: instant, by: 'ada', config: 'iris-000000000000-1' },
    });
    expect(refusal({ live: aLiveEndpoint({ name: 'Iris' }) }, back)).toMatchObject([
      expect.stringContaining(told),
    ]);
  });
});

describe('A sound release', () => {
  it('of a live endpoint is an update, with everything decided', () => {
    const plan = aPlan();
    const name = rolloutName(aRollout());
    expect(plan).toEqual({
      rollout: aRollout(),
      action: 'update',
      config: name,
      previousConfig: 'iris-000000000001-1',
      strategyFrom: 'manifest',
      deployment: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'LINEAR',
            LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 20 },
            WaitIntervalInSeconds: 300,
          },
          TerminationWaitInSeconds: 300,
          MaximumExecutionTimeoutInSeconds: 3600,
        },
        AutoRollbackConfiguration: {
          Alarms: [{ AlarmName: 'iris-5xx' }, { AlarmName: `greenlight-local-abort-${name}` }],
        },
      },
      alarms: [
        {
          name: 'iris-5xx',
          on: 'rollback',
          managed: false,
          measured: { what: 'Invocation5XXErrors', unit: 'None', ours: false },
        },
      ],
      variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5 }],
      resize: false,
      // (240 + 5 × 300 + 300 + 60) + 600 + 600 + 2700; up to max(3600 + 60, 6000) + 3000.
      wait: { plannedSeconds: 6000, remainingSeconds: 3000 },
      // 1200 + 60 + 1800
      goingBackSeconds: 3060,
      timeline: timelineOf({
        action: 'update',
        policy: policyFromAws(plan.deployment),
        variants: [{ name: 'AllTraffic', instanceCount: 5 }],
        startTimeoutSeconds: 1200,
      }),
      warnings: [],
      notify: 'info',
      keep: 5,
    });
  });

  it('is made of a new model and a new endpoint config, both named after the attempt', () => {
    const { preparation } = aPrepared();
    const name = rolloutName(aRollout());
    expect(preparation).toMatchObject({
      model: { name, definition: { PrimaryContainer: { Image: 'local:iris' } } },
      endpointConfig: { name, definition: { ProductionVariants: [{ ModelName: name }] } },
      managedAlarms: [],
    });
  });

  it('keeps whatever may be secret out of the plan, which many can read', () => {
    const live = aLiveEndpoint({
      models: {
        'iris-000000000001-1': aLiveModel({
          PrimaryContainer: { Image: 'local:iris', Environment: { DB_PASSWORD: 'hunter2' } },
        }),
      },
    });
    const { plan, preparation } = aPrepared({ live });
    expect(JSON.stringify(plan)).not.toContain('hunter2');
    expect(preparation.model?.definition.PrimaryContainer?.Environment).toEqual({ DB_PASSWORD: 'hunter2' });
  });

  it('of no endpoint creates it: nothing to go back to, and no alarms that go with this release', () => {
    const alarms = [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
    const plan = aPlan({ live: undefined, manifest: content({ alarms }) });
    expect(plan).toMatchObject({
      action: 'create',
      previousConfig: null,
      variants: [{ instanceCount: 5 }],
      // 240 + 600 + 600 + 2700
      wait: { plannedSeconds: 4140, remainingSeconds: 3000 },
    });
    expect(plan.deployment.AutoRollbackConfiguration).toEqual({ Alarms: [{ AlarmName: 'iris-5xx' }] });
  });

  it('without a manifest inherits from the live endpoint, gets the default rollout, and a warning', () => {
    const plan = aPlan({ manifest: { kind: 'none' }, alarms: [] });
    expect(plan).toMatchObject({
      action: 'update',
      alarms: [],
      deployment: { BlueGreenUpdatePolicy: { TerminationWaitInSeconds: 300 } },
    });
    expect(plan.warnings.map(sentence)).toEqual([
      'alarms: expected an alarm with on: rollback, without which nothing goes back by itself, got none. ' +
        'Name an alarm that exists, or have one made: { compare: 5xx }, or { metric: 5xx-rate, above: 1%, for: 2m }. A judge among gates.during will do, too.',
    ]);
  });

  it('has the alarms that it asks for by metric made for it, and watches them', () => {
    const alarms = [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
    const { plan, preparation } = aPrepared({ manifest: content({ alarms }) });
    const name = `greenlight-local-${rolloutName(aRollout())}-1`;
    expect(plan.alarms).toMatchObject([
      { name: 'iris-5xx', on: 'rollback', managed: false },
      {
        name,
        on: 'rollback',
        managed: true,
        measured: { what: '5xx-rate', unit: 'Percent', ours: true },
        threshold: 1,
        forSeconds: 120,
      },
    ]);
    expect(plan.deployment.AutoRollbackConfiguration?.Alarms.map(({ AlarmName }) => AlarmName)).toContain(
      name,
    );
    expect(preparation.managedAlarms).toMatchObject([{ AlarmName: name, DatapointsToAlarm: 2 }]);
  });

  it('may be given in AWS’s own shape, with its alarms', () => {
    const deploymentConfig = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
          WaitIntervalInSeconds: 300,
        },
        TerminationWaitInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'iris-latency' }] },
    };
    const plan = aPlan({
      manifest: content({ rollout: { deploymentConfig } }),
      alarms: [anAlarm(), anAlarm({ name: 'iris-latency' })],
    });
    expect(plan.deployment.BlueGreenUpdatePolicy).toEqual(deploymentConfig.BlueGreenUpdatePolicy);
    expect(plan.alarms.map(({ name }) => name)).toEqual(['iris-5xx', 'iris-latency']);
  });

  it('may resize the fleet, and the plan says so', () => {
    const fleet = { instanceCount: 8, resize: true };
    expect(aPlan({ manifest: content({ fleet }) })).toMatchObject({
      resize: true,
      variants: [{ instanceCount: 8 }],
      timeline: { peakInstances: 13 },
    });
  });

  it('travels through the state machine’s JSON unchanged', () => {
    for (const plan of [aPlan(), aPlan({ live: undefined })]) {
      expect(planSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    }
  });

  it('may have nine alarms that roll back, and any number that only tell', () => {
    const alarms = [...alarmsNamed(9), ...alarmsNamed(12, 'notify')];
    expect(refusal({ manifest: content({ alarms }), alarms: allOk(alarms) })).toEqual([]);
  });

  it.each([
    ['INSUFFICIENT_DATA and rolls back', 'INSUFFICIENT_DATA', 'rollback'],
    ['ALARM and only tells', 'ALARM', 'notify'],
  ])('may have an alarm that is in %s', (_, state, on) => {
    const alarms = [{ name: 'iris-5xx', on }, { name: 'other' }];
    const found = [anAlarm({ state }), anAlarm({ name: 'other' })];
    expect(refusal({ manifest: content({ alarms }), alarms: found })).toEqual([]);
  });
});

describe('A release is refused', () => {
  it('whose artifact cannot be a model', () => {
    const artifact = aProblem({ field: 'model.tar.gz', expected: 'a gzip tar', got: 'an empty object' });
    expect(refusal({ artifact: { problems: [artifact], bytes: 0 } })).toEqual([sentence(artifact)]);
  });

  it('that has neither a manifest nor an endpoint', () => {
    expect(refusal({ manifest: { kind: 'none' }, live: undefined })).toEqual([
      'manifest: expected a manifest models/iris/greenlight.yaml, since there is no endpoint "iris" to take settings from, ' +
        'got neither. Upload the manifest: the newest artifact is then tried again by itself, if nothing is wrong with it.',
    ]);
  });

  it('whose manifest cannot be read', () => {
    const problem = aProblem({
      field: 'models/iris/greenlight.yaml',
      expected: 'YAML',
      got: 'a syntax error in line 3',
    });
    expect(refusal({ manifest: { kind: 'unreadable', problems: [problem] } })).toEqual([sentence(problem)]);
  });

  it('whose manifest breaks the schema', () => {
    expect(refusal({ manifest: content({ canary: [] }) })).toEqual([
      'canary: unknown field; there are model, fleet, rollout, alarms, alarmsMustBeSound, capture, notify, gates, tags and keep.',
    ]);
  });

  it.each([
    [
      'a linear step of 60 %',
      { strategy: 'linear', step: '60%', bake: '5m' },
      /^rollout\.step: .*10 to 50 %.*60%/,
    ],
    [
      'a canary of all instances',
      { strategy: 'canary', step: '5 instances', bake: '5m' },
      /^rollout\.step: .*at most 50 %/,
    ],
    [
      'a timeout shorter than the rollout',
      { strategy: 'linear', step: '20%', bake: '10m', timeout: '50m' },
      /^rollout\.timeout: .*at least what the rollout takes, 55m \(.*5 × 10m of bakes.*\), got 50m/,
    ],
  ])('for %s', (_, rollout, text) => {
    expect(refusal({ manifest: content({ rollout }) })).toEqual([expect.stringMatching(text)]);
  });

  it('for a tenth alarm that rolls back: one of AWS’s ten is kept for our own', () => {
    const alarms = alarmsNamed(10);
    expect(refusal({ manifest: content({ alarms }), alarms: allOk(alarms) })).toEqual([
      "alarms: expected at most 9 alarms with on: rollback (AWS takes 10; one is kept for Greenlight's own), got 10. " +
        'Set some to on: notify.',
    ]);
  });

  it.each(['rollback', 'notify'])('for an alarm with on: %s that does not exist', (on) => {
    const alarms = [{ name: 'missing', on }];
    expect(
      refusal({
        manifest: content({ rollout: { strategy: 'all-at-once', finalBake: '5m' }, alarms }),
        alarms: [{ name: 'missing', state: undefined }],
      }),
    ).toEqual([
      'alarms[0].name: expected an existing CloudWatch alarm, got "missing", which does not exist. ' +
        'Create it in this account and region first, or correct the name.',
    ]);
  });

  it('for an alarm that is in ALARM already', () => {
    expect(refusal({ alarms: [anAlarm({ state: 'ALARM' })] })).toEqual([
      expect.stringMatching(
        /^alarms\[0\]\.name: expected an alarm that is not in ALARM, got "iris-5xx" in ALARM/,
      ),
    ]);
  });

  it('for an alarm named twice', () => {
    const alarms = [{ name: 'iris-5xx' }, { name: 'iris-5xx', on: 'notify' }];
    expect(refusal({ manifest: content({ alarms }) })).toEqual([
      'alarms[1].name: expected each alarm once, got "iris-5xx".',
    ]);
  });

  it.each([
    [
      'OutOfService',
      'It takes no requests and no updates; see its FailureReason, and delete it if it stays so.',
    ],
    ['Deleting', 'It is being deleted; once it is gone, upload the artifact again to create it anew.'],
    ['NewStatus', 'Wait until it is InService, then upload the artifact again.'],
  ])('while the endpoint is %s', (status, fix) => {
    expect(refusal({ live: aLiveEndpoint({ status }) })).toEqual([
      `endpoint: expected "iris" to be InService, got ${status}. ${fix}`,
    ]);
  });

  it('while the endpoint is Failed, which only its deletion ends', () => {
    expect(refusal({ live: aLiveEndpoint({ status: 'Failed' }) })).toEqual([
      'endpoint: expected "iris" to be InService, got Failed. A Failed endpoint can only be deleted; then upload the artifact again.',
    ]);
  });

  it('with every problem at once, and its line where it stands in the manifest', () => {
    const resolution = resolve(
      aRollout(),
      findings({
        artifact: { problems: [aProblem({ field: 'artifact' })], bytes: 0 },
        live: aLiveEndpoint({ status: 'Failed', tags: [] }),
        manifest: {
          ...content({
            model: { image: 'evil.example/x', role: 'arn:aws:iam::000000000000:role/admin' },
            fleet: { variant: 'other' },
            rollout: { strategy: 'linear', step: '60%', bake: '1h', timeout: '10m' },
            alarms: [{ name: 'missing' }, { name: 'iris-5xx' }],
          }),
          placeOf: (path) => ({ line: path.length * 10 }),
        },
        alarms: [anAlarm({ state: 'ALARM' })],
      }),
    );
    if (resolution.kind !== 'refused') throw new Error('not refused');
    expect(resolution.problems.map(({ field, line }) => [field, line])).toEqual([
      ['artifact', undefined],
      ['endpoint', undefined],
      ['endpoint', undefined],
      ['alarms[0].name', 30],
      ['alarms[1].name', 30],
      ['model.image', 20],
      ['model.role', 20],
      ['fleet.variant', 20],
      ['rollout.step', 20],
      ['rollout.timeout', 20],
    ]);
  });

  it('for a first release without a fleet size, without judging the policy against a guess', () => {
    const manifest = content({
      fleet: { instanceType: 'ml.m5.large' },
      rollout: { strategy: 'canary', step: '1 instance', bake: '5m' },
    });
    expect(refusal({ manifest, live: undefined })).toEqual([
      expect.stringMatching(/^fleet\.instanceCount: /),
    ]);
  });

  it('in a message that still fits the state machine, however many mistakes a manifest has', () => {
    const value = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, null]));
    const resolution = resolve(aRollout(), findings({ manifest: { kind: 'content', value } }));
    if (resolution.kind !== 'refused') throw new Error('not refused');
    // Step Functions takes 256 KiB from a task; more is an error that nothing can catch, so nobody would be told.
    expect(JSON.stringify(resolution).length).toBeLessThan(64 * 1024);
    expect(resolution.problems.map(sentence).at(-1)).toMatch(/\b9\d{3} more\b/);
  });

  it('in a message that still fits, however long one mistake is', () => {
    const value = { ['\u0000'.repeat(60_000)]: 1 };
    const resolution = resolve(aRollout(), findings({ manifest: { kind: 'content', value } }));
    expect(JSON.stringify(resolution).length).toBeLessThan(64 * 1024);
  });
});

describe('The images that may be used', () => {
  it.each([
    ['local:*', 'local:iris', true],
    ['local:iris', 'local:iris', true],
    ['local:iris', 'local:iris2', false],
    ['local:iris', 'xlocal:iris', false],
    ['*.dkr.ecr.*.amazonaws.com/*', '111122223333.dkr.ecr.eu-west-1.amazonaws.com/fraud:7', true],
    ['*.dkr.ecr.*.amazonaws.com/*', '111122223333xdkrxecr.eu-west-1.amazonaws.com/fraud:7', false],
    ['*.dkr.ecr.*.amazonaws.com/*', 'local:iris', false],
    ['*.dkr.ecr.*.amazonaws.com/*', 'evil.example/x.dkr.ecr.y.amazonaws.com/z', false],
    ['*.dkr.ecr.*.amazonaws.com/*', '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/fraud:7', true],
    ['a+(b)', 'a+(b)', true],
    ['*', 'anything', true],
  ])('the pattern %s against %s: %s', (pattern, image, allowed) => {
    const manifest = content({ model: { ...(aWrittenManifest().model as object), image } });
    expect(refusal({ manifest, allowedImages: [pattern] }).length === 0).toBe(allowed);
  });

  it('none, where none is allowed', () => {
    expect(refusal({ allowedImages: [] })).toEqual([
      'model.image: expected an image allowed at deploy time (none), got "local:iris". Use one of those, or deploy with allowed.images in the stage’s settings (npx greenlight docs settings).',
    ]);
  });

  it('any that serves already, since it is inherited', () => {
    expect(refusal({ manifest: content({ model: {} }), allowedImages: [] })).toEqual([]);
  });
});

describe('The roles that may be used', () => {
  const model = (role: string) => ({ ...(aWrittenManifest().model as object), role });

  it('are those allowed at deploy time', () => {
    const role = 'arn:aws:iam::000000000000:role/admin';
    expect(refusal({ manifest: content({ model: model(role) }) })).toEqual([
      'model.role: expected a role allowed at deploy time (arn:aws:iam::000000000000:role/greenlight-model-*), ' +
        'got "arn:aws:iam::000000000000:role/admin". Use one of those, or deploy with allowed.roles in the stage’s settings (npx greenlight docs settings).',
    ]);
  });

  it('are any where the endpoint has it already, since it is inherited', () => {
    expect(refusal({ manifest: content({ model: {} }), allowedRoles: [] })).toEqual([]);
  });
});

describe('An endpoint that something else is changing', () => {
  it.each(['Creating', 'Updating', 'SystemUpdating', 'RollingBack'])('is waited for: %s', (status) => {
    expect(resolve(aRollout(), findings({ live: aLiveEndpoint({ status }) }))).toEqual({
      kind: 'busy',
      status,
      problems: [
        {
          field: 'endpoint',
          expected: '"iris" to be InService',
          got: status,
          fix: 'Wait until it is InService, then try the release again.',
        },
      ],
    });
  });

  it('is not waited for where anything else is wrong', () => {
    const live = aLiveEndpoint({ status: 'Updating' });
    expect(refusal({ live, allowedImages: [] })).toEqual([expect.stringMatching(/^model\.image/)]);
  });
});

describe('An endpoint that could not go back', () => {
  it('is mended by the release, and that is told', () => {
    const live = aLiveEndpoint({ status: 'UpdateRollbackFailed' });
    expect(warnings({ live })).toEqual([
      'endpoint: expected "iris" to be InService, got UpdateRollbackFailed: it serves a mix of two configs. ' +
        'This update replaces both configs; SageMaker cannot go back to a mix of them.',
    ]);
  });
});

describe('An endpoint whose owners have not allowed releases', () => {
  it.each([[[]], [[{ Key: 'greenlight:managed', Value: 'false' }]]])('is left alone (%#)', (tags) => {
    expect(refusal({ live: aLiveEndpoint({ tags }) })).toEqual([
      'endpoint: expected "iris" to carry the tag greenlight:managed=true, by which its owners allow releases, got no such tag. ' +
        'Let them adopt it (npx greenlight adopt iris), or add the tag alone: aws sagemaker add-tags --resource-arn <endpoint ARN> --tags Key=greenlight:managed,Value=true',
    ]);
  });
});

describe('Room for both fleets', () => {
  it('is checked against the quotas, where they can be read', () => {
    // Linear: five new instances beside five.
    expect(refusal({ quotas: { 'ml.m5.large': 9 } })).toEqual([
      expect.stringMatching(/^fleet\.instanceCount: expected at most 9 instances of ml\.m5\.large.*got 10/),
    ]);
    expect(refusal({ quotas: { 'ml.m5.large': 10 } })).toEqual([]);
    expect(warnings({ quotas: {} })).toEqual([expect.stringMatching(/could not be read/)]);
    expect(warnings({})).toEqual([]);
  });

  it('an autoscaled variant’s instance type is kept', () => {
    const manifest = content({ fleet: { instanceType: 'ml.m5.xlarge' } });
    expect(refusal({ manifest, autoscaled: ['AllTraffic'] })).toEqual([
      expect.stringMatching(/^fleet\.instanceType: .*autoscaled/),
    ]);
    expect(refusal({ manifest, autoscaled: [] })).toEqual([]);
  });
});

describe('The alarms to read before deciding', () => {
  const names = (manifest: Findings['manifest'], live = findings().live) =>
    alarmNamesIn({ manifest, live, stage: 'local' });

  it('are those of a sound manifest that exist already, each once', () => {
    const alarms = [
      { name: 'a' },
      { name: 'b', on: 'notify' },
      { name: 'a' },
      { metric: '5xx-rate', above: '1%', for: '2m' },
    ];
    expect(names(content({ alarms }))).toEqual(['a', 'b']);
  });

  it('are also those of AWS’s own shape, and of what is retained', () => {
    const AutoRollbackConfiguration = { Alarms: [{ AlarmName: 'c' }] };
    const deploymentConfig = { AutoRollbackConfiguration };
    expect(names(content({ rollout: { deploymentConfig } }))).toEqual(['iris-5xx', 'c']);
    const live = aLiveEndpoint({ lastDeployment: { AutoRollbackConfiguration } });
    expect(names(content({ rollout: { retain: true } }), live)).toEqual(['iris-5xx', 'c']);
  });

  it.each([
    ['no manifest', { kind: 'none' } as const],
    ['an unreadable one', { kind: 'unreadable', problems: [] } as const],
    ['one of which nothing can be read', { kind: 'content', value: 'none' } as const],
  ])('are none for %s', (_, manifest) => {
    expect(names(manifest)).toEqual([]);
  });
});

describe('A strategy that the endpoint’s owner stored with it', () => {
  const lastDeployment = (CanarySize = { Type: 'CAPACITY_PERCENT', Value: 20 }, names = ['iris-5xx']) => ({
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { Type: 'CANARY', CanarySize, WaitIntervalInSeconds: 60 },
      TerminationWaitInSeconds: 300,
      MaximumExecutionTimeoutInSeconds: 3600,
    },
    AutoRollbackConfiguration: { Alarms: names.map((AlarmName) => ({ AlarmName })) },
  });
  const live = (last: Record<string, unknown> = lastDeployment()) => aLiveEndpoint({ lastDeployment: last });
  const none = { kind: 'none' } as const;

  it('is in force without a manifest, and without a word of a rollout in it; the plan says so', () => {
    for (const manifest of [none, content({ rollout: undefined, alarms: [] })]) {
      expect(aPlan({ live: live(), manifest })).toMatchObject({
        strategyFrom: 'stored',
        deployment: { BlueGreenUpdatePolicy: lastDeployment().BlueGreenUpdatePolicy },
        alarms: [{ name: 'iris-5xx', on: 'rollback' }],
      });
    }
  });

  it('has its alarms beside those of the manifest, whose word on one of them holds', () => {
    const alarms = [{ name: 'iris-5xx', on: 'notify' }, { name: 'kpi' }];
    const plan = aPlan({
      live: live(lastDeployment(undefined, ['iris-5xx', 'theirs'])),
      manifest: content({ rollout: undefined, alarms }),
      alarms: [anAlarm(), anAlarm({ name: 'kpi' }), anAlarm({ name: 'theirs' })],
    });
    expect(plan.alarms.map(({ name, on }) => [name, on])).toEqual([
      ['iris-5xx', 'notify'],
      ['kpi', 'rollback'],
      ['theirs', 'rollback'],
    ]);
  });

  it('gives way to a rollout of the manifest, alarms and all', () => {
    const plan = aPlan({ live: live(lastDeployment(undefined, ['theirs'])) });
    expect(plan).toMatchObject({ strategyFrom: 'manifest', alarms: [{ name: 'iris-5xx' }] });
  });

  it('is to be kept, before an update of ours takes its place', () => {
    expect(aPrepared({ live: live() }).preparation.history).toEqual({ owners: lastDeployment() });
  });

  it('is told of, not refused, where it guards less than a manifest may', () => {
    // A bake of a minute is too short for an alarm of two.
    expect(warnings({ live: live(), manifest: none })).toEqual([
      expect.stringMatching(/^LastDeploymentConfig\..*WaitIntervalInSeconds: expected at least 3m, or alarm/),
    ]);
    const unguarded = { ...lastDeployment(), AutoRollbackConfiguration: undefined };
    expect(warnings({ live: live(unguarded), manifest: none })).toEqual([
      expect.stringMatching(/^alarms: expected at least one alarm with on: rollback/),
    ]);
  });

  const advice = / It is stored with the endpoint; a rollout in the manifest takes its place/;
  it.each([
    [
      'whose alarm is gone',
      live(lastDeployment(undefined, ['gone'])),
      /^LastDeploymentConfig\.AutoRollbackConfiguration\.Alarms\[0\]\.AlarmName: .*"gone", which does not exist/,
    ],
    [
      'that does not fit the fleet',
      live(lastDeployment({ Type: 'INSTANCE_COUNT', Value: 3 })),
      /^LastDeploymentConfig\..*TrafficRoutingConfiguration\.CanarySize: expected at most 50 %/,
    ],
    ['that is not understood', live({ PartyPolicy: {} }), /^LastDeploymentConfig\.PartyPolicy: /],
  ])('is refused by name, with what to do: one %s', (_, endpoint, text) => {
    const refused = refusal({ live: endpoint, manifest: none });
    expect(refused).toEqual([expect.stringMatching(text)]);
    expect(refused[0]).toMatch(advice);
  });

  it('gives a rollback its final bake and its alarms', () => {
    const manifest = { kind: 'none' } as const;
    const plan = aPlan({ live: live(), manifest, target: aKeptConfig() }, aRollback());
    expect(plan.alarms).toMatchObject([{ name: 'iris-5xx' }]);
    expect(plan).not.toHaveProperty('strategyFrom');
  });

  it('has its alarms read before it is decided', () => {
    expect(alarmNamesIn({ manifest: none, live: live(), stage: 'local' })).toEqual(['iris-5xx']);
  });
});
