import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { localRegion } from '../../../local/context.ts';
import { seededRandom } from '../../../local/random.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { createSns } from '../../../local/sns/sns.ts';
import { CallFaults } from '../../../local/transport/call-faults.ts';
import { inProcessHandler } from '../../../local/transport/in-process.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { virtualContext } from '../../support/local-service.ts';

/** S3 and CloudWatch behind a router whose calls can be made to fail. */
function faulty() {
  const context = virtualContext();
  const faults = new CallFaults(seededRandom(2));
  const events = { emit: () => {} };
  const s3Service = createS3(context, { events });
  s3Service.createBucket({ name: 'models', versioned: true, eventBridge: false });
  const sns = createSns(context, {
    functions: () => ({
      invoke: () => Promise.reject(new Error()),
      invokeAsync: () => Promise.reject(new Error()),
    }),
    queues: () => ({ send: () => {} }),
    baseUrl: () => 'http://127.0.0.1:4566',
  });
  const requestHandler = inProcessHandler(
    createRouter([s3Service.wire, sns.wire, createCloudWatch(context, { events }).wire], faults),
  );
  const config = {
    region: localRegion,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: 'http://127.0.0.1:4566',
    maxAttempts: 1,
    requestHandler,
  };
  const [s3, cloudwatch] = [new S3Client(config), new CloudWatchClient(config)];
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: Error) => error.name,
    );
  return {
    faults,
    list: () => outcome(cloudwatch.send(new ListMetricsCommand({}))),
    buckets: () => outcome(s3.send(new ListBucketsCommand({}))),
    put: () => outcome(s3.send(new PutObjectCommand({ Bucket: 'models', Key: 'a', Body: 'x' }))),
    publish: () =>
      outcome(
        new SNSClient(config).send(
          new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'm' }),
        ),
      ),
    stored: () => s3Service.objects.read('models', 'a'),
  };
}

describe('A planned fault', () => {
  it('fails the next call of the operation, once, and no other', async () => {
    const w = faulty();
    const fault = w.faults.plan({ service: 's3', operation: 'PutObject', error: 'failed' });
    expect([await w.buckets(), await w.list(), await w.put()]).toEqual(['done', 'done', 'InternalError']);
    expect(await w.stored()).toBeUndefined();
    expect(await w.put()).toBe('done');
    expect(fault.struck).toBe(1);
  });

  it('fails from the nth call on, so many times', async () => {
    const w = faulty();
    w.faults.plan({ service: 'monitoring', nth: 2, times: 2, error: 'throttled' });
    const outcomes = [await w.list(), await w.list(), await w.list(), await w.list()];
    expect(outcomes).toEqual(['done', 'Throttling', 'Throttling', 'done']);
  });

  it('throttles each service in its own words', async () => {
    const w = faulty();
    for (const service of ['s3', 'monitoring', 'sns']) w.faults.plan({ service, error: 'throttled' });
    expect([await w.buckets(), await w.list(), await w.publish()]).toEqual([
      'SlowDown',
      'Throttling',
      'ThrottledException',
    ]);
  });

  it('can lose the answer of a call that was made', async () => {
    const w = faulty();
    w.faults.plan({ service: 's3', effect: 'answer-lost', error: 'failed' });
    expect(await w.put()).toBe('InternalError');
    expect(await w.stored()).toEqual(Buffer.from('x'));
  });

  it('tells of each call that it strikes, with its input where that is no request', async () => {
    const w = faulty();
    const struck: unknown[] = [];
    w.faults.plan({ service: 's3', times: 2, error: 'failed', onStrike: (call) => struck.push(call) });
    await w.put();
    w.faults.next('s3', () => 'CopyObject', { Key: 'a' });
    await w.buckets();
    expect(struck).toEqual([
      { service: 's3', operation: 'PutObject', input: undefined },
      { service: 's3', operation: 'CopyObject', input: { Key: 'a' } },
    ]);
  });

  it('answers any error it is given, until it is called off', async () => {
    const w = faulty();
    const error = { code: 'AccessDenied', message: 'Access Denied', status: 403 };
    const fault = w.faults.plan({ service: 's3', times: Number.POSITIVE_INFINITY, error });
    expect([await w.put(), await w.buckets()]).toEqual(['AccessDenied', 'AccessDenied']);
    fault.cancel();
    expect(await w.put()).toBe('done');
  });

  it('with a chance strikes some, not all, of so many calls', async () => {
    const w = faulty();
    const fault = w.faults.plan({ service: 's3', times: 40, chance: 0.5, error: 'failed' });
    const outcomes = [];
    for (let n = 0; n < 60; n += 1) outcomes.push(await w.buckets());
    const failed = outcomes.filter((outcome) => outcome !== 'done').length;
    expect(failed).toBe(fault.struck);
    expect(failed).toBeGreaterThan(8);
    expect(failed).toBeLessThan(32);
    expect(outcomes.slice(40).every((outcome) => outcome === 'done')).toBe(true);
  });
});
