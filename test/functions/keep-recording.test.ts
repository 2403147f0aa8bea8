import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordingSchema } from '../../core/recording/recording.ts';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import type { Verdict } from '../../core/verdict/decide-verdict.ts';
import { make as checkShift } from '../../functions/check-shift.ts';
import { make } from '../../functions/keep-recording.ts';
import { aBreach, aPlan, aRollout, aStop, instant, instantMs } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws, refusal } from '../support/fake-aws.ts';
import { inShift, stepEvent } from '../support/in-shift.ts';
import { aChange, queueEvent } from '../support/on-slack.ts';
import { begun, forget, serving, shifting } from '../support/rollouts-on-aws.ts';

const plan = aPlan();
const { rollout } = plan;
const name = rolloutName(rollout);
const key = `reports/iris/${name}`;

let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
});

const ends = (phase = 'concluded') => make(aws.seam)(queueEvent([aChange(name, phase)]));
const done = { batchItemFailures: [] };
const text = async (which: string) => {
  const { Body } = await aws.seam
    .clients(S3Client)
    .send(new GetObjectCommand({ Bucket: bucket, Key: which }));
  return (await Body?.transformToString()) ?? '';
};
const recording = async () => recordingSchema.parse(JSON.parse(await text(`${key}.json`)));

async function rolledBack(): Promise<void> {
  serving(aws, plan.previousConfig ?? '');
  await shifting(aws, plan);
  const verdict: Verdict = { kind: 'rolled-back', breaches: [aBreach()] };
  const at = instantAt(instantMs + 900_000);
  await aws.ledger.conclude(rollout, concludeEnding({ kind: 'verdict', verdict }), at, true);
  forget(aws);
}

describe('The end of a rollout', () => {
  it('has its recording and its report kept beside the artifacts', async () => {
    await rolledBack();
    expect(await ends()).toEqual(done);
    expect(await aws.keys('reports/')).toEqual([`${key}.html`, `${key}.json`]);
    expect(await recording()).toMatchObject({
      format: 1,
      source: 'kept',
      facts: { rollout: name, outcome: 'ROLLED_BACK', configs: { green: plan.config } },
    });
    expect(await text(`${key}.html`)).toContain('<h1>ROLLED_BACK <small>on 2026-01-05 10:15Z</small></h1>');
  });

  it('keeps how both fleets looked at each step', async () => {
    const { plan: its } = await inShift(aws, {});
    const check = checkShift(aws.seam);
    await check(stepEvent(its, { minute: 1, on: 0, status: 'Creating' }));
    await check(stepEvent(its, { minute: 5, on: 2, status: 'Baking' }));
    const conclusion = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
    await aws.ledger.conclude(its.rollout, conclusion, instantAt(instantMs + 900_000), true);
    await ends();
    const { looks } = await recording();
    expect(looks.map(({ state }) => state.deployment.kind)).toEqual(['none', 'starting', 'baking']);
    expect(looks.at(-1)?.fleets).toMatchObject([
      { name: 'blue', trafficPercent: 60 },
      { name: 'green', trafficPercent: 40, instances: 2, size: 5 },
    ]);
  });

  it('says why figures are missing where CloudWatch may not be read', async () => {
    await rolledBack();
    for (const operation of ['GetMetricData', 'DescribeAlarms', 'DescribeAlarmHistory'])
      aws.on(operation, () => {
        throw refusal('AccessDenied', 'not authorized');
      });
    expect(await ends()).toEqual(done);
    const { traffic } = await recording();
    expect(traffic).toEqual({ kind: 'unknown', why: expect.stringContaining('cloudwatch:GetMetricData') });
    expect(await text(`${key}.html`)).toContain('cloudwatch:GetMetricData is missing');
  });

  it('before any shift asks CloudWatch nothing', async () => {
    await begun(aws, rollout);
    const conclusion = concludeEnding({ kind: 'stopped', stop: aStop() });
    await aws.ledger.conclude(rollout, conclusion, instant, true);
    forget(aws);
    expect(await ends()).toEqual(done);
    expect([...new Set(aws.calls)].sort()).toEqual([
      ...['dynamodb:GetItem', 'dynamodb:Query', 's3:PutObject'],
    ]);
    expect((await text(`${key}.json`)).length).toBeLessThan(5000);
  });

  it('names what served before by its version, by one read', async () => {
    const before = aRollout({ release: { ...rollout.release, id: 'iris-000000000001', version: 'v1' } });
    expect(rolloutName(before)).toBe(plan.previousConfig);
    await begun(aws, before);
    await rolledBack();
    await ends();
    expect(await recording()).toMatchObject({ facts: { before: 'v1' } });
    expect(aws.calls.filter((call) => call === 'dynamodb:GetItem')).toHaveLength(2);
  });

  it('after a time-out is kept again, with what became of the endpoint', async () => {
    await rolledBack();
    await ends();
    const aftermath = { at: instantAt(instantMs + 7_200_000), status: 'InService', serving: name };
    await aws.ledger.noteAftermath(rollout, aftermath);
    await ends('aftermath');
    expect(await recording()).toMatchObject({ facts: { aftermath } });
    expect(await aws.keys('reports/')).toHaveLength(2);
  });

  it('is delivered again where the bucket refuses, or CloudWatch takes no more calls', async () => {
    await rolledBack();
    const failed = { batchItemFailures: [{ itemIdentifier: 'm1' }] };
    aws.between((action, call) =>
      action === 's3:PutObject' ? Promise.reject(new Error('AccessDenied')) : call(),
    );
    expect(await ends()).toEqual(failed);
    aws.between(undefined);
    aws.on('GetMetricData', () => {
      throw refusal('ThrottlingException', 'Rate exceeded');
    });
    expect(await ends()).toEqual(failed);
    aws.on('GetMetricData', undefined);
    expect(await ends()).toEqual(done);
  });

  it('of one that is not known, or that has not ended, keeps nothing', async () => {
    expect(await ends()).toEqual(done);
    await begun(aws, rollout);
    expect(await ends()).toEqual(done);
    expect(await aws.keys('reports/')).toEqual([]);
  });
});
