import { beforeEach, describe, expect, it } from 'vitest';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { make } from '../../functions/resolve-release.ts';
import { aKeptConfig, aRollback, aWrittenManifest, instant } from '../support/builders.ts';
import { type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { executionOf, serving, uploadedArtifact } from '../support/rollouts-on-aws.ts';
import { aTarball } from '../support/tarballs.ts';

const key = 'models/iris/v2/model.tar.gz';
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

/** A rollout of an upload of `body`. */
const uploadOf = (body: Uint8Array) => uploadedArtifact(aws, body);
const aSoundUpload = async () => uploadOf(await aTarball({ 'model.json': '{}' }));
const putManifest = (over = {}) =>
  aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest(over)));
const haveAlarm = (StateValue: 'OK' | 'ALARM' = 'OK') =>
  aws.alarms.push({ AlarmName: 'iris-5xx', StateValue });
const haveLiveEndpoint = (status = 'InService') => serving(aws, 'iris-old', status);

const changed = () =>
  aws.calls.filter((call) => /^(sagemaker|cloudwatch|s3):(Create|Update|Delete|Put|Set)/.test(call));
const resolve = (rollout: Rollout) => make(aws.seam)({ rollout, execution: executionOf(rollout) });
const fieldsOf = async (rollout: Rollout) => {
  const { ending } = await resolve(rollout);
  return ending?.kind === 'refused' ? ending.problems.map(({ field }) => field) : [];
};
const recordOf = (rollout: Rollout) => aws.ledger.rollout('iris', rolloutName(rollout));

/** Nothing speaks against it. */
const sound = { ending: null };

describe('Resolving a release', () => {
  it('keeps a whole plan of a first release in the ledger', async () => {
    await putManifest();
    haveAlarm();
    const rollout = await aSoundUpload();
    expect(await resolve(rollout)).toEqual(sound);
    expect((await recordOf(rollout))?.plan).toMatchObject({
      action: 'create',
      config: rolloutName(rollout),
      previousConfig: null,
      variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large', instanceCount: 5 }],
    });
  });

  it('keeps no gates: those of the manifest are settled when its turn has come', async () => {
    await putManifest({ gates: { before: [{ approval: { timeout: '8h' } }] } });
    haveAlarm();
    const rollout = await aSoundUpload();
    expect(await resolve(rollout)).toEqual(sound);
    expect(await recordOf(rollout)).not.toHaveProperty('gates');
    expect(await recordOf(rollout)).not.toHaveProperty('settled');
  });

  it('refuses an expectation that is no JSONata, with where it stops being some', async () => {
    await putManifest({ gates: { after: [{ smoke: { inline: 'x', expect: 'body.score < ' } }] } });
    haveAlarm();
    expect((await resolve(await aSoundUpload())).ending).toMatchObject({
      kind: 'refused',
      problems: [
        {
          field: 'gates.after[0].smoke.expect',
          got: 'S0207 at character 13: Unexpected end of expression',
          line: 1,
        },
      ],
    });
  });

  it('keeps a whole plan for a live endpoint without a manifest', async () => {
    haveLiveEndpoint();
    const rollout = await aSoundUpload();
    expect(await resolve(rollout)).toEqual(sound);
    expect((await recordOf(rollout))?.plan).toMatchObject({
      action: 'update',
      previousConfig: 'iris-old',
      variants: [{ instanceCount: 5 }],
    });
  });

  it('has no environment and no model in its plan: many can read that', async () => {
    haveLiveEndpoint();
    const rollout = await aSoundUpload();
    await resolve(rollout);
    expect(JSON.stringify(await recordOf(rollout))).not.toMatch(/LOG|ExecutionRoleArn|PrimaryContainer/);
  });

  it('notes in the ledger that the rollout has begun, and announces it', async () => {
    const rollout = await aSoundUpload();
    await resolve(rollout);
    expect(await recordOf(rollout)).toMatchObject({
      ...rollout,
      startedAt: instant,
      execution: executionOf(rollout),
      phases: { resolving: instant },
    });
    expect(aws.announced).toMatchObject([{ phase: 'resolving', rollout: rolloutName(rollout) }]);
  });

  it('announces it once, however often it is tried', async () => {
    const rollout = await aSoundUpload();
    await resolve(rollout);
    await resolve(rollout);
    expect(aws.announced).toHaveLength(1);
  });

  it('changes nothing in SageMaker, CloudWatch or the bucket', async () => {
    haveLiveEndpoint();
    await resolve(await aSoundUpload());
    expect(changed()).toEqual([]);
  });

  it('goes on where the endpoint is busy: it may be at rest when the turn has come', async () => {
    haveLiveEndpoint('Updating');
    const rollout = await aSoundUpload();
    expect(await resolve(rollout)).toEqual(sound);
    expect(await recordOf(rollout)).not.toHaveProperty('plan');
  });

  it('of a rollback reads the config to go back to, and no artifact', async () => {
    haveLiveEndpoint();
    aws.configs.set(aKeptConfig().name, {
      ...aKeptConfig().config,
      Tags: aKeptConfig().tags.map((tag) =>
        tag.Key === 'greenlight:stage' ? { ...tag, Value: 'test' } : tag,
      ),
    } as never);
    aws.models.set(aKeptConfig().name, { ModelName: aKeptConfig().name });
    const rollout = aRollback();
    expect(await resolve(rollout)).toEqual(sound);
    expect((await recordOf(rollout))?.plan).toMatchObject({ config: aKeptConfig().name });
    expect(aws.calls).not.toContain('s3:GetObjectVersion');
  });

  it('fails, to be tried again, where AWS is too busy', async () => {
    const rollout = await aSoundUpload();
    aws.on('DescribeEndpoint', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(resolve(rollout)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('does without quotas and autoscaling where they may not be read', async () => {
    haveLiveEndpoint();
    for (const operation of ['ListServiceQuotas', 'DescribeScalableTargets']) {
      aws.on(operation, () => {
        throw refusal('AccessDeniedException', 'no');
      });
    }
    expect(await resolve(await aSoundUpload())).toEqual(sound);
  });

  it('counts the fleets against the quota, where that can be read', async () => {
    haveLiveEndpoint();
    aws.on('ListServiceQuotas', () => ({
      Quotas: [{ QuotaName: 'ml.m5.large for endpoint usage', Value: 6 }],
    }));
    expect((await fieldsOf(await aSoundUpload())).length).toBeGreaterThan(0);
  });
});

describe('A release is refused, and nothing in SageMaker changed,', () => {
  it.each([
    ['whose artifact is empty', async () => uploadOf(new Uint8Array()), [key]],
    ['whose artifact is no gzip', async () => uploadOf(Buffer.from('PK')), [key]],
    ['whose artifact has no file in it', async () => uploadOf(await aTarball({ 'a/': null })), [key]],
    [
      'whose linear step is 60 %',
      async () => {
        await putManifest({ rollout: { strategy: 'linear', step: '60%', bake: '1m' } });
        return aSoundUpload();
      },
      ['rollout.step'],
    ],
    [
      'whose alarm does not exist',
      async () => {
        await putManifest({ alarms: [{ name: 'iris-5xx' }, { name: 'nowhere' }] });
        return aSoundUpload();
      },
      ['alarms[1].name'],
    ],
    [
      'whose endpoint has failed',
      async () => {
        haveLiveEndpoint('Failed');
        return aSoundUpload();
      },
      ['endpoint'],
    ],
    [
      'whose image is not allowed',
      async () => {
        await putManifest({ model: { ...(aWrittenManifest().model as object), image: 'evil.example/x' } });
        return aSoundUpload();
      },
      ['model.image'],
    ],
  ] satisfies [string, () => Promise<Rollout>, string[]][])('%s', async (_, prepare, fields) => {
    await putManifest();
    haveAlarm();
    expect(await fieldsOf(await prepare())).toEqual(fields);
    expect(changed()).toEqual([]);
  });

  it('that has neither a manifest nor an endpoint', async () => {
    expect(await fieldsOf(await aSoundUpload())).toEqual(['manifest']);
  });

  it('with all its problems at once', async () => {
    await putManifest({ rollout: { strategy: 'canary', step: '5 instances', bake: '1m' } });
    haveAlarm('ALARM');
    haveLiveEndpoint('Failed');
    const problems = await fieldsOf(await uploadOf(Buffer.from('no gzip')));
    expect(problems).toEqual([key, 'endpoint', 'alarms[0].name', 'rollout.step']);
  });
});
