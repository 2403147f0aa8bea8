import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { InvocationRecord } from '../../../local/lambda/invocation.ts';
import type { ClientFactory, Seam } from '../../../local/lambda/seam.ts';
import { createLocalAws, type LocalAws } from '../../../local/stack/local-aws.ts';
import type { LocalAwsOptions } from '../../../local/stack/local-aws-options.ts';

const template = {
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'models' } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Work: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'work', Handler: 'work.handler', Timeout: 5 },
    },
  },
};

const calls = {
  monitoring: (clients: ClientFactory) =>
    clients(CloudWatchClient).send(new DescribeAlarmsCommand({ AlarmNames: ['a'] })),
  s3: (clients: ClientFactory) => clients(S3Client).send(new ListObjectsV2Command({ Bucket: 'models' })),
  dynamodb: (clients: ClientFactory) =>
    DynamoDBDocumentClient.from(clients(DynamoDBClient)).send(
      new GetCommand({ TableName: 'ledger', Key: { pk: 'a' } }),
    ),
} as const;

const open: LocalAws[] = [];
afterEach(async () => {
  for (const aws of open.splice(0)) await aws.close();
});

/** A function that does `work`, and each invocation of it: what the function answers, and when. */
async function working(
  work: (clients: ClientFactory) => Promise<unknown>,
  options: Pick<LocalAwsOptions, 'transport' | 'retries' | 'throttling'> & { readonly seed?: number },
) {
  const clock = new VirtualClock();
  const make =
    ({ clients }: Seam) =>
    () =>
      work(clients);
  const aws = await clock.drive(
    createLocalAws({ clock, seed: 4, template, load: async () => ({ make }), ...options }),
  );
  open.push(aws);
  const records: InvocationRecord[] = [];
  aws.onInvocation((record) => records.push(record));
  const invoke = async () => {
    const answer = await aws.clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'work' }));
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
  };
  const run = () => clock.drive(invoke());
  const waited = () => records.map(({ startedAt, endedAt }) => endedAt - startedAt);
  return { aws, clock, records, run, invoke, waited };
}

/** Bounds of full jitter: half a second's base of throttling is a second in the SDK of today. */
const throttledWaits = 1000 + 2000;

describe.each(['wire', 'direct'] as const)('Calls of handlers, by %s,', (transport) => {
  it.each(['monitoring', 's3', 'dynamodb'] as const)(
    'that are throttled are tried again on the clock: %s',
    async (service) => {
      const { aws, run, records, waited } = await working(
        async (clients) => (await calls[service](clients)).$metadata,
        { transport, retries: 'standard' },
      );
      aws.failCalls({ service, times: 2, error: 'throttled' });
      const metadata = await run();
      expect(metadata).toMatchObject({ attempts: 3, totalRetryDelay: waited()[0] });
      expect(waited()[0]).toBeGreaterThan(0);
      expect(waited()[0]).toBeLessThan(throttledWaits);
      expect(records[0]?.calls).toHaveLength(3);
    },
  );

  it.each([
    ['monitoring', 3],
    ['s3', 3],
    ['dynamodb', 4],
  ] as const)('end with the service’s error after the last attempt: %s, %i', async (service, attempts) => {
    const { aws, run, records } = await working(calls[service], { transport, retries: 'standard' });
    aws.failCalls({ service, times: Number.POSITIVE_INFINITY, error: 'throttled' });
    const { errorType } = await run();
    expect(['Throttling', 'SlowDown', 'ThrottlingException']).toContain(errorType);
    expect(records[0]?.calls).toHaveLength(attempts);
  });

  it('that fail by a fault of the service are tried again sooner', async () => {
    const { aws, run, records, waited } = await working(calls.monitoring, { transport, retries: 'standard' });
    aws.failCalls({ service: 'monitoring', times: 2, error: 'failed' });
    await run();
    expect(records).toMatchObject([{ outcome: 'succeeded', calls: [{}, {}, {}] }]);
    expect(waited()[0]).toBeLessThan(50 + 100);
  });

  it('that are refused for good are made once', async () => {
    const describe = (clients: ClientFactory) =>
      clients(SageMakerClient).send(new DescribeEndpointCommand({ EndpointName: 'no' }));
    const { run, records, waited } = await working(describe, { transport, retries: 'standard' });
    expect(await run()).toMatchObject({ errorType: 'ValidationException' });
    expect([records[0]?.calls.length, waited()]).toEqual([1, [0]]);
  });

  it('are made once where nobody asks for more', async () => {
    const { aws, run, records } = await working(calls.monitoring, { transport });
    aws.failCalls({ service: 'monitoring', error: 'throttled' });
    expect(await run()).toMatchObject({ errorType: 'Throttling' });
    expect(records[0]?.calls).toHaveLength(1);
  });

  it('wait as long for the same seed, and otherwise for another', async () => {
    const lengths: unknown[] = [];
    for (const seed of [1, 1, 2]) {
      const { aws, run, waited } = await working(calls.monitoring, { transport, retries: 'standard', seed });
      aws.failCalls({ service: 'monitoring', times: 2, error: 'throttled' });
      await run();
      lengths.push(waited()[0]);
    }
    expect(lengths[1]).toBe(lengths[0]);
    expect(lengths[2]).not.toBe(lengths[0]);
  });

  it('use up the time of the function, as its waits do on AWS', async () => {
    const many = async (clients: ClientFactory) => {
      for (let call = 0; call < 30; call += 1) await calls.monitoring(clients).catch(() => undefined);
    };
    const { aws, run, records, waited } = await working(many, { transport, retries: 'standard' });
    aws.failCalls({ service: 'monitoring', times: Number.POSITIVE_INFINITY, error: 'throttled' });
    expect(await run()).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 5.00 seconds'),
    });
    expect(waited()).toEqual([5000]);
    expect(records[0]?.calls.length).toBeLessThan(60);
    // The next one has a time of its own.
    await run();
    expect(waited()).toEqual([5000, 5000]);
  });

  it('can be killed at any attempt', async () => {
    const { aws, run, records } = await working(calls.monitoring, { transport, retries: 'standard' });
    aws.failCalls({ service: 'monitoring', error: 'throttled' });
    aws.kill({ functionName: 'work', atCall: 2, moment: 'before' });
    expect(await run()).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(records).toMatchObject([{ outcome: 'killed', calls: [{}] }]);
  });

  it('are let through as AWS’s rates allow: what came too soon succeeds a little later', async () => {
    const remove = (clients: ClientFactory) =>
      clients(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: [] }));
    const { clock, invoke, records } = await working((clients) => remove(clients).catch(({ name }) => name), {
      transport,
      retries: 'standard',
      throttling: 'as-on-aws',
    });
    const answers = await clock.drive(Promise.all(Array.from({ length: 12 }, invoke)));
    const attempts = records.map((record) => record.calls.length);
    expect(attempts.filter((count) => count === 1)).toHaveLength(3);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    expect(answers.filter((answer) => answer === 'Throttling').length).toBeLessThan(9);
  });
});

it('Clients from outside try once, and are throttled, too', async () => {
  const { aws, clock } = await working(calls.monitoring, { retries: 'standard', throttling: 'as-on-aws' });
  const heads = Array.from({ length: 50 }, () =>
    aws.clients(S3Client).send(new HeadBucketCommand({ Bucket: 'models' })),
  );
  await clock.drive(Promise.all(heads));
  const asked = Array.from({ length: 10 }, () => calls.monitoring(aws.clients));
  const outcomes = await clock.drive(Promise.allSettled(asked));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { name: 'Throttling', $metadata: { attempts: 1, httpStatusCode: 400 } } },
  ]);
});
