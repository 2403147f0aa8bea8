import { beforeEach, describe, expect, it } from 'vitest';
import { ownTags } from '../../core/own-tags.ts';
import { pinnedPrefix, type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make } from '../../functions/prepare-release.ts';
import { make as settleRelease } from '../../functions/settle-release.ts';
import { aLiveEndpoint, aStop, aWrittenManifest, instant, instantMs } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { anUploadOf, aRollbackTo, forget, serving, settled, uploaded } from '../support/rollouts-on-aws.ts';

const previous = aLiveEndpoint().configName;
const secret = 'sk-do-not-show-me';
let aws: FakeAws;
let rollout: Rollout;
let name: string;
let fence: number;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
  rollout = await uploaded(aws, {
    model: { ...(aWrittenManifest().model as object), environment: { WORKERS: '2', GREETING: secret } },
    alarms: [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }],
  });
  name = rolloutName(rollout);
  fence = await settled(aws, rollout);
  forget(aws);
});

const settle = (of: Rollout, under: number) => settleRelease(aws.seam)({ rollout: of, fence: under });
const prepare = (of = rollout, under = fence) => make(aws.seam)({ rollout: of, fence: under });
const alarmNames = () => aws.alarms.map(({ AlarmName }) => AlarmName);
const abortSwitch = () => `greenlight-test-abort-${name}`;
const tags = () => ownTags({ stage: 'test', endpoint: 'iris', rollout: name });
/** Whatever changes something in AWS. */
const changes = () =>
  aws.calls.filter(
    (call) => /:(Create|Update|Put|Set|Delete)/.test(call) && !/^(dynamodb|events)/.test(call),
  );

describe('Preparing a release', () => {
  it('makes everything that the shift needs, in this order', async () => {
    await prepare();
    expect(changes()).toEqual([
      's3:PutObject',
      'sagemaker:CreateModel',
      'sagemaker:CreateEndpointConfig',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:SetAlarmState',
    ]);
  });

  it('looks at everything before it makes anything', async () => {
    await prepare();
    const look = ['s3:GetObjectVersion', 'sagemaker:DescribeEndpoint', 'servicequotas:ListServiceQuotas'];
    for (const call of look) expect(aws.calls.indexOf(call)).toBeLessThan(aws.calls.indexOf('s3:PutObject'));
  });

  it('names model and config by the rollout, has them tagged, and the model read the pinned copy', async () => {
    await prepare();
    expect(aws.models.get(name)).toMatchObject({
      Tags: tags(),
      PrimaryContainer: { ModelDataUrl: `s3://${bucket}/${pinnedPrefix(rollout.release)}model.tar.gz` },
    });
    expect(aws.configs.get(name)).toMatchObject({
      Tags: tags(),
      ProductionVariants: [{ ModelName: name, InitialInstanceCount: 5 }],
    });
  });

  it('answers with the plan, keeps it in the ledger and enters the phase', async () => {
    const { plan, ending } = await prepare();
    expect(ending).toBeNull();
    expect(plan).toMatchObject({ rollout, action: 'update', config: name, previousConfig: previous });
    const record = await aws.ledger.rollout('iris', name);
    expect(record?.plan).toEqual(plan);
    expect(Object.keys(record?.phases ?? {}).sort()).toEqual(['admitted', 'prepared']);
    expect(aws.announced.map(({ phase }) => phase)).toEqual(['prepared']);
  });

  it('has no value of the model’s environment in its answer, in the ledger, or in what it announces', async () => {
    const [answer, record] = [await prepare(), await aws.ledger.rollout('iris', name)];
    const shown = JSON.stringify([answer, record, aws.announced]);
    expect(JSON.stringify(aws.models.get(name))).toContain(secret);
    expect(shown).not.toContain(secret);
    // Its names are what people are asked about; the plan, which goes through histories, has none.
    expect(JSON.stringify(answer)).not.toContain('WORKERS');
    expect(record?.settled?.changes).toContainEqual({ what: 'environment WORKERS', how: 'added' });
  });

  it('makes the abort switch, untripped, and has SageMaker watch it', async () => {
    const { plan } = await prepare();
    expect(aws.alarms).toContainEqual(
      expect.objectContaining({ AlarmName: abortSwitch(), StateValue: 'OK', TreatMissingData: 'ignore' }),
    );
    expect(plan?.deployment.AutoRollbackConfiguration?.Alarms).toEqual([
      { AlarmName: 'iris-5xx' },
      { AlarmName: `greenlight-test-${name}-1` },
      { AlarmName: abortSwitch() },
    ]);
  });

  it('touches no endpoint', async () => {
    await prepare();
    expect(aws.shifts).toEqual([]);
  });

  it('lets the endpoint’s alarms be known from now on, and only those of this manifest', async () => {
    await aws.ledger.watchAlarms('iris', [{ name: 'of-the-last-manifest', on: 'rollback' }]);
    await prepare();
    expect(await aws.ledger.watchersOf('iris-5xx')).toEqual([{ endpoint: 'iris', on: 'rollback' }]);
    expect(await aws.ledger.watchersOf('of-the-last-manifest')).toEqual([]);
    // Tripping the switch is no news of the endpoint's.
    expect(await aws.ledger.watchersOf(abortSwitch())).toEqual([]);
  });
});

describe('Preparing once more', () => {
  it('changes nothing, after a lost answer, and answers the same', async () => {
    const first = await prepare();
    const [alarms, models, configs] = [structuredClone(aws.alarms), aws.models.size, aws.configs.size];
    forget(aws);
    expect(await prepare()).toEqual(first);
    expect(aws.alarms).toEqual(alarms);
    expect([aws.models.size, aws.configs.size]).toEqual([models, configs]);
    expect(changes()).not.toContain('s3:PutObject');
    expect(aws.announced).toEqual([]);
  });

  it('goes on where the first try came only half way', async () => {
    aws.on('CreateEndpointConfig', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    await expect(prepare()).rejects.toMatchObject({ name: 'ThrottlingException' });
    aws.on('CreateEndpointConfig', undefined);
    expect((await prepare()).plan).not.toBeNull();
    expect(aws.configs.has(name)).toBe(true);
  });

  it('takes no abort back: a switch that was tripped stays so', async () => {
    await prepare();
    const alarm = aws.alarms.find(({ AlarmName }) => AlarmName === abortSwitch());
    if (alarm) alarm.StateValue = 'ALARM';
    await prepare();
    expect(alarm?.StateValue).toBe('ALARM');
  });
});

describe('A release that is not prepared', () => {
  const nothingMade = () => expect(changes()).toEqual([]);

  it('has lost the lease: somebody else acts now', async () => {
    await expect(prepare(rollout, fence - 1)).rejects.toMatchObject({ name: 'LeaseLost' });
    nothingMade();
  });

  it('was stopped meanwhile', async () => {
    await aws.ledger.stop('iris', name, aStop());
    expect(await prepare()).toEqual({ ending: { kind: 'stopped', stop: aStop() }, plan: null });
    nothingMade();
  });

  it('is refused at the second look, with every problem: hours may have passed since the first', async () => {
    aws.alarms[0] = { AlarmName: 'iris-5xx', StateValue: 'ALARM' };
    serving(aws, previous, 'Failed');
    const { ending, plan } = await prepare();
    expect(plan).toBeNull();
    const problems = ending?.kind === 'refused' ? ending.problems : [];
    expect(problems.map(({ field }) => field)).toEqual(['endpoint', 'alarms[0].name']);
    nothingMade();
  });

  it('has a busy endpoint: neither refused nor planned, it is to be waited for', async () => {
    serving(aws, previous, 'Updating');
    expect(await prepare()).toEqual({ ending: null, plan: null });
    nothingMade();
  });

  it('has an endpoint that was busy for hours, now with this and now with that: it is given up', async () => {
    serving(aws, previous, 'Updating');
    const since = instantAt(instantMs - 4 * 3_600_000);
    await aws.ledger.enter(rollout, 'waiting-for-endpoint', since);
    expect(await prepare()).toEqual({
      ending: { kind: 'timed-out', during: 'busy-endpoint' },
      plan: null,
    });
  });

  it('has an endpoint that has been busy for not so long: it is waited for again', async () => {
    serving(aws, previous, 'Updating');
    const since = instantAt(instantMs - 4 * 3_600_000 + 1);
    await aws.ledger.enter(rollout, 'waiting-for-endpoint', since);
    expect(await prepare()).toEqual({ ending: null, plan: null });
  });

  it('is refused for good where the API refuses', async () => {
    aws.on('CreateModel', () => {
      throw refusal('ValidationException', 'Could not access model data');
    });
    await expect(prepare()).rejects.toMatchObject({
      name: 'ApiRefused',
      message: 'CreateModel was refused: Could not access model data',
    });
    expect(aws.configs.has(name)).toBe(false);
    expect(await aws.ledger.rollout('iris', name)).not.toHaveProperty('phases.prepared');
  });

  it('has a switch that is somebody else’s: it is left alone', async () => {
    aws.alarms.push({ AlarmName: abortSwitch(), StateValue: 'OK', Threshold: 42 });
    await expect(prepare()).rejects.toMatchObject({ name: 'ApiRefused' });
    expect(aws.alarms).toContainEqual({ AlarmName: abortSwitch(), StateValue: 'OK', Threshold: 42 });
  });
});

describe('What a release takes the place of', () => {
  it('is kept where no rollout of ours made it, with what it served and without its environment', async () => {
    await prepare();
    const record = await aws.ledger.rollout('iris', name);
    expect(record?.replaced).toEqual({
      config: aLiveEndpoint().configName,
      variants: [
        {
          name: 'AllTraffic',
          model: aLiveEndpoint().configName,
          images: ['local:iris'],
          data: ['s3://models/old.tar.gz'],
        },
      ],
    });
  });

  it('is not where a rollout of ours did', async () => {
    const before = anUploadOf('v1');
    await aws.ledger.begin(before, 'arn', instant);
    serving(aws, rolloutName(before));
    await prepare();
    expect(await aws.ledger.rollout('iris', name)).not.toHaveProperty('replaced');
  });
});

describe('What is prepared otherwise', () => {
  it('is a first release: there is nothing to shift back to, so it has no switch', async () => {
    aws.endpoints.clear();
    await settle(rollout, fence);
    const { plan } = await prepare();
    expect(plan).toMatchObject({ action: 'create', previousConfig: null });
    expect(alarmNames()).not.toContain(abortSwitch());
    expect(aws.configs.has(name)).toBe(true);
  });

  it('is a rollback: everything is there but the switch and the alarms by metric', async () => {
    const { plan: before } = await prepare();
    aws.endpoints.set('iris', { status: 'InService', config: name, modified: 0 });
    const back = aRollbackTo(name, rollout, 3);
    serving(aws, 'iris-newer');
    await aws.leases.change('iris', ({ fence: last }) => ({ lease: { fence: last }, answer: null }));
    const under = await settled(aws, back);
    forget(aws);
    const { plan, ending } = await prepare(back, under);
    expect(ending).toBeNull();
    expect(plan).toMatchObject({ config: before?.config, previousConfig: 'iris-newer' });
    expect(changes()).toEqual([
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:SetAlarmState',
    ]);
    const byMetric = expect.stringMatching(new RegExp(`^greenlight-test-${rolloutName(back)}-\\d$`));
    expect(alarmNames()).toContainEqual(byMetric);
    expect(alarmNames()).toContain(`greenlight-test-abort-${rolloutName(back)}`);
  });
});
