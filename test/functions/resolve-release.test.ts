import { beforeEach, describe, expect, it } from 'vitest';
import { rolloutName } from '../../core/release.ts';
import { make } from '../../functions/resolve-release.ts';
import { anArtifact, aRelease, aWrittenManifest, instant } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { aTarball } from '../support/tarballs.ts';

const key = 'models/iris/v2/model.tar.gz';
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

/** The state machine's input for an upload of `body`. */
async function uploadOf(body: Uint8Array) {
  const versionId = await aws.put(key, body);
  const artifact = anArtifact({ bucket, key, versionId, size: body.length });
  return { release: aRelease({ artifact }), attempt: 1 };
}
const aSoundUpload = async () => uploadOf(await aTarball({ 'model.json': '{}' }));
const putManifest = (over = {}) =>
  aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest(over)));
const haveAlarm = (StateValue: 'OK' | 'ALARM' = 'OK') =>
  aws.alarms.push({ AlarmName: 'iris-5xx', StateValue });

function haveLiveEndpoint(status = 'InService'): void {
  const variant = { VariantName: 'AllTraffic', ModelName: 'old', InstanceType: 'ml.m5.large' } as const;
  aws.endpoints.set('iris', { status, config: 'iris-old', modified: 0 });
  aws.configs.set('iris-old', { EndpointConfigName: 'iris-old', ProductionVariants: [variant] });
  aws.models.set('old', { ModelName: 'old', PrimaryContainer: { Image: 'live-image' } });
}

const changed = () => aws.calls.filter((call) => /^sagemaker:(Create|Update|Delete)/.test(call));
const fieldsOf = async (input: unknown) => {
  const resolution = await make(aws.seam)(input);
  return resolution.kind === 'refused' ? resolution.problems.map(({ field }) => field) : [];
};

describe('Resolving a release', () => {
  it('answers with a whole plan for a first release', async () => {
    await putManifest();
    haveAlarm();
    const input = await aSoundUpload();
    const resolution = await make(aws.seam)(input);
    expect(resolution).toMatchObject({
      kind: 'plan',
      plan: { action: 'create', name: rolloutName(input), previousConfig: null, instanceCount: 5 },
    });
  });

  it('answers with a whole plan for a live endpoint without a manifest', async () => {
    haveLiveEndpoint();
    const resolution = await make(aws.seam)(await aSoundUpload());
    expect(resolution).toMatchObject({
      kind: 'plan',
      plan: {
        action: 'update',
        previousConfig: 'iris-old',
        instanceCount: 5,
        model: { PrimaryContainer: { Image: 'live-image', ModelDataUrl: `s3://${bucket}/${key}` } },
      },
    });
  });

  it('notes in the ledger that the rollout has begun', async () => {
    const input = await aSoundUpload();
    await make(aws.seam)(input);
    const item = await aws.item('endpoint#iris', `rollout#${rolloutName(input)}`);
    expect(item).toMatchObject({ startedAt: instant, attempt: 1, release: input.release });
  });

  it('changes nothing in SageMaker', async () => {
    haveLiveEndpoint();
    await make(aws.seam)(await aSoundUpload());
    expect(changed()).toEqual([]);
  });

  it('takes what the state machine adds to its input for what it is', async () => {
    await putManifest();
    haveAlarm();
    const input = { ...(await aSoundUpload()), execution: 'arn', startedAt: instant };
    expect((await make(aws.seam)(input)).kind).toBe('plan');
  });

  it('fails, to be tried again, where AWS is too busy', async () => {
    aws.on('DescribeEndpoint', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(make(aws.seam)(await aSoundUpload())).rejects.toMatchObject({ name: 'ThrottlingException' });
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
      'whose endpoint is busy',
      async () => {
        haveLiveEndpoint('Updating');
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
  ] satisfies [string, () => Promise<unknown>, string[]][])('%s', async (_, prepare, fields) => {
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
    haveLiveEndpoint('Updating');
    const problems = await fieldsOf(await uploadOf(Buffer.from('no gzip')));
    expect(problems).toEqual([key, 'endpoint', 'alarms[0].name', 'rollout.step']);
  });
});
