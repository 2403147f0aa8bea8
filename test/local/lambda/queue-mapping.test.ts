import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { lambdaFunction, smallStack } from '../stack/small-stack.ts';

interface Batch {
  /** Seconds since the start. */
  readonly at: number;
  readonly bodies: string[];
}
interface Event {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Function `work` with queue `inbox` (visibility timeout 60 s, three tries), which does with a batch what `work` does. */
async function story(
  mapping: object = {},
  work: (event: Event, sleep: (seconds: number) => Promise<void>) => Promise<unknown> = async () => undefined,
  queue: object = {},
) {
  const batches: Batch[] = [];
  let start = 0;
  const { aws, clock, log } = await smallStack(
    {
      Work: lambdaFunction('work'),
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: arnOf('Work'),
          EventSourceArn: arnOf('Inbox'),
          Enabled: true,
          ...mapping,
        },
      },
      Inbox: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'inbox',
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 },
          ...queue,
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
    },
    {
      work:
        ({ clock: time }) =>
        async (event) => {
          const { Records } = event as Event;
          batches.push({ at: (time.now() - start) / 1000, bodies: Records.map(({ body }) => body) });
          return work(event as Event, (seconds) => clock.sleep(seconds * 1000));
        },
    },
  );
  start = clock.now();
  const sqs = aws.clients(SQSClient);
  const urlOf = (name: string) => `http://127.0.0.1:4566/000000000000/${name}`;
  const send = async (...bodies: string[]) => {
    for (const MessageBody of bodies)
      await sqs.send(new SendMessageCommand({ QueueUrl: urlOf('inbox'), MessageBody }));
  };
  const letters = async () => {
    const input = { QueueUrl: urlOf('dead'), MaxNumberOfMessages: 10 };
    return ((await sqs.send(new ReceiveMessageCommand(input))).Messages ?? []).map(({ Body }) => Body);
  };
  return { clock, batches, log, send, letters };
}

describe('A queue that invokes a function', () => {
  it('does so as soon as there are messages, and an idle one makes no time pass', async () => {
    const { clock, batches, send } = await story();
    await clock.advance(3600_000);
    expect(batches).toEqual([]);
    await send('one');
    await clock.advance(0);
    expect(batches).toEqual([{ at: 3600, bodies: ['one'] }]);
    // Dealt with, it is gone, and nothing is due any more.
    await clock.advance(86_400_000);
    expect(batches).toHaveLength(1);
    await expect(clock.drive(new Promise(() => {}))).rejects.toThrow('nothing is due');
  });

  it('tries a message again when its visibility timeout ends, and buries it after the last time', async () => {
    const { clock, batches, send, letters } = await story({ BatchSize: 1 }, async () => {
      throw new Error('Slack is down');
    });
    await send('poison');
    await clock.advance(179_000);
    expect(batches.map(({ at }) => at)).toEqual([0, 60, 120]);
    expect(await letters()).toEqual([]);
    await clock.advance(1000);
    expect(await letters()).toEqual(['poison']);
    expect(batches).toHaveLength(3);
  });

  it('keeps of a batch only what the function reports as failed', async () => {
    const { clock, batches, send, letters } = await story(
      { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 5 },
      async ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
    );
    await send('good', 'bad', 'fine');
    await clock.advance(600_000);
    expect(batches).toEqual([
      { at: 5, bodies: ['good', 'bad', 'fine'] },
      { at: 70, bodies: ['bad'] },
      { at: 135, bodies: ['bad'] },
    ]);
    expect(await letters()).toEqual(['bad']);
  });

  it('waits for a batch to fill no longer than its window', async () => {
    const { clock, batches, send } = await story({ BatchSize: 2, MaximumBatchingWindowInSeconds: 10 });
    await send('one', 'two', 'three');
    await clock.advance(4000);
    expect(batches).toEqual([{ at: 0, bodies: ['one', 'two'] }]);
    await clock.advance(6000);
    expect(batches[1]).toEqual({ at: 10, bodies: ['three'] });
  });

  it('runs no more batches at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const { clock, batches, send } = await story(
      { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } },
      async (_, sleep) => {
        running += 1;
        most = Math.max(most, running);
        await sleep(10);
        running -= 1;
      },
    );
    await send('a', 'b', 'c', 'd', 'e');
    await clock.advance(60_000);
    expect(most).toBe(2);
    expect(batches.map(({ at }) => at)).toEqual([0, 0, 10, 10, 20]);
  });

  it.each([
    [{ BatchSize: 11 }, {}, 'Maximum batch window in seconds must be greater than 0'],
    [{ BatchSize: 0 }, {}, 'BatchSize: expected an integer from 1 to 10000, got 0'],
    [
      { ScalingConfig: { MaximumConcurrency: 1 } },
      {},
      'MaximumConcurrency: expected an integer from 2 to 1000',
    ],
    [{ FilterCriteria: {} }, {}, 'FilterCriteria'],
    [{ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:none' }, {}, 'The specified queue does not exist'],
    [
      {},
      { VisibilityTimeout: 2 },
      'Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds',
    ],
  ])('is refused as on AWS: %j, queue %j', async (mapping, queue, message) => {
    await expect(story(mapping, undefined, queue)).rejects.toThrow(message);
  });
});
