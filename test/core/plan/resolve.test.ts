import { describe, expect, it } from 'vitest';
import { planSchema } from '../../../core/plan/plan.ts';
import { alarmNamesIn, type Findings, resolve } from '../../../core/plan/resolve.ts';
import { sentence } from '../../../core/problem.ts';
import { rolloutName } from '../../../core/release.ts';
import {
  aLiveEndpoint,
  aPlan,
  aProblem,
  aRollout,
  aWrittenManifest,
  findings,
} from '../../support/builders.ts';

const content = (over: Record<string, unknown> = {}) =>
  ({ kind: 'content', value: aWrittenManifest(over) }) as const;

function refusal(over: Partial<Findings>): string[] {
  const resolution = resolve(aRollout(), findings(over));
  return resolution.kind === 'refused' ? resolution.problems.map(sentence) : [];
}

const alarmsNamed = (count: number, on: 'rollback' | 'notify' = 'rollback') =>
  Array.from({ length: count }, (_, index) => ({ name: `${on}-${index}`, on }));
const allOk = (alarms: readonly { name: string }[]) => alarms.map(({ name }) => ({ name, state: 'OK' }));

describe('A sound release', () => {
  it('of a live endpoint is an update, with everything decided', () => {
    const plan = aPlan();
    const name = rolloutName(aRollout());
    expect(plan).toMatchObject({
      rollout: aRollout(),
      action: 'update',
      name,
      previousConfig: 'iris-000000000001-1',
      endpointConfig: { ProductionVariants: [{ ModelName: name }] },
      alarms: [{ name: 'iris-5xx', on: 'rollback' }],
      instanceCount: 5,
      // 1800 + 600 + 600 + (5 × 300 + 300) + 600 + 600; up to max(3600, 6000) + 3000.
      wait: { plannedSeconds: 6000, remainingSeconds: 3000 },
    });
    expect(plan.deployment.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type).toBe('LINEAR');
  });

  it('of no endpoint creates it, and has nothing to go back to', () => {
    expect(aPlan({ live: undefined })).toMatchObject({
      action: 'create',
      previousConfig: null,
      instanceCount: 5,
      wait: { plannedSeconds: 4800 - 600, remainingSeconds: 3000 },
    });
  });

  it('without a manifest inherits from the live endpoint and gets the default rollout', () => {
    const plan = aPlan({ manifest: { kind: 'none' }, alarms: [] });
    expect(plan).toMatchObject({
      action: 'update',
      alarms: [],
      deployment: { BlueGreenUpdatePolicy: { TerminationWaitInSeconds: 300 } },
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
    const alarms = [{ name: 'iris-5xx', on }];
    expect(refusal({ manifest: content({ alarms }), alarms: [{ name: 'iris-5xx', state }] })).toEqual([]);
  });
});

describe('A release is refused', () => {
  it('whose artifact cannot be a model', () => {
    const artifact = aProblem({ field: 'model.tar.gz', expected: 'a gzip tar', got: 'an empty object' });
    expect(refusal({ artifact })).toEqual([sentence(artifact)]);
  });

  it('that has neither a manifest nor an endpoint', () => {
    expect(refusal({ manifest: { kind: 'none' }, live: undefined })).toEqual([
      'manifest: expected a manifest models/iris/greenlight.yaml, since there is no endpoint "iris" to take settings from, ' +
        'got neither. Upload the manifest, then the artifact again.',
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
    expect(refusal({ manifest: content({ gates: [] }) })).toEqual([
      'gates: expected no such field, got "gates". Remove it, or see docs/manifest.md for the fields there are.',
    ]);
  });

  it.each([
    [
      'a linear step of 60 %',
      { strategy: 'linear', step: '60%', bake: '1m' },
      /^rollout\.step: .*10 to 50 %.*60%/,
    ],
    [
      'a canary of all instances',
      { strategy: 'canary', step: '5 instances', bake: '1m' },
      /^rollout\.step: .*at most 50 %/,
    ],
    [
      'a timeout shorter than the waits',
      { strategy: 'linear', step: '20%', bake: '10m', timeout: '50m' },
      /^rollout\.timeout: .*more than all waits together, 50m \(5 × 10m \+ 0s\), got 50m/,
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
      refusal({ manifest: content({ alarms }), alarms: [{ name: 'missing', state: undefined }] }),
    ).toEqual([
      'alarms[0].name: expected an existing CloudWatch alarm, got "missing", which does not exist. ' +
        'Create it in this account and region first, or correct the name.',
    ]);
  });

  it('for an alarm that is in ALARM already', () => {
    expect(refusal({ alarms: [{ name: 'iris-5xx', state: 'ALARM' }] })).toEqual([
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
    'Updating',
    'Creating',
    'SystemUpdating',
    'RollingBack',
    'OutOfService',
    'Deleting',
    'UpdateRollbackFailed',
  ])('while the endpoint is %s', (status) => {
    expect(refusal({ live: aLiveEndpoint({ status }) })).toEqual([
      `endpoint: expected "iris" to be InService, got ${status}. Wait until it is InService, then upload the artifact again.`,
    ]);
  });

  it('while the endpoint is Failed, which only its deletion ends', () => {
    expect(refusal({ live: aLiveEndpoint({ status: 'Failed' }) })).toEqual([
      'endpoint: expected "iris" to be InService, got Failed. A Failed endpoint can only be deleted; then upload the artifact again.',
    ]);
  });

  it('with every problem at once', () => {
    const resolution = resolve(
      aRollout(),
      findings({
        artifact: aProblem({ field: 'artifact' }),
        live: aLiveEndpoint({ status: 'Updating' }),
        manifest: content({
          model: { image: 'evil.example/x' },
          fleet: { variant: 'other' },
          rollout: { strategy: 'linear', step: '60%', bake: '1h', timeout: '10m' },
          alarms: [{ name: 'missing' }, { name: 'iris-5xx' }],
        }),
        alarms: [{ name: 'iris-5xx', state: 'ALARM' }],
      }),
    );
    if (resolution.kind !== 'refused') throw new Error('not refused');
    expect(resolution.problems.map(({ field }) => field)).toEqual([
      'artifact',
      'endpoint',
      'alarms[0].name',
      'alarms[1].name',
      'model.image',
      'fleet.variant',
      'rollout.step',
      'rollout.timeout',
    ]);
  });

  it('for a first release without a fleet size, without judging the policy against a guess', () => {
    const manifest = content({
      fleet: { instanceType: 'ml.m5.large' },
      rollout: { strategy: 'canary', step: '1 instance', bake: '1m' },
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
      'model.image: expected an image allowed at deploy time (none), got "local:iris". Use one of those, or deploy with AllowedImages.',
    ]);
  });

  it('any that serves already, since it is inherited', () => {
    expect(refusal({ manifest: content({ model: {} }), allowedImages: [] })).toEqual([]);
  });
});

describe('The alarms to read before deciding', () => {
  it('are those of a sound manifest, each once', () => {
    const alarms = [{ name: 'a' }, { name: 'b', on: 'notify' }, { name: 'a' }];
    expect(alarmNamesIn(content({ alarms }))).toEqual(['a', 'b']);
  });

  it.each([
    ['no manifest', { kind: 'none' } as const],
    ['an unreadable one', { kind: 'unreadable', problems: [] } as const],
    ['one that breaks the schema', content({ gates: [] })],
  ])('are none for %s', (_, manifest) => {
    expect(alarmNamesIn(manifest)).toEqual([]);
  });
});
