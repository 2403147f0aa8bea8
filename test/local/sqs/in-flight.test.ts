import {
  BatchRequestTooLong,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { sqsWorld } from './support.ts';

/** The queue `inbox`, visibility timeout 30 s, with or without the dead-letter queue `dead-letters`. */
function story(maxReceiveCount?: number) {
  const { clock, service, sqs, arn, QueueUrl: deadLetters } = sqsWorld();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount });
  const attributes = maxReceiveCount === undefined ? {} : { RedrivePolicy };
  const { url: inbox, arn: inboxArn } = service.createQueue('inbox', attributes);
  const receive = async (input: Partial<ReceiveMessageCommandInput> = {}) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: inbox,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      ...input,
    });
    return (await clock.drive(sqs.send(command))).Messages ?? [];
  };
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: inbox, MessageBody }));
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: inbox, ReceiptHandle, VisibilityTimeout }));
  return { clock, service, sqs, inbox, inboxArn, deadLetters, RedrivePolicy, receive, send, change };
}
const bodies = (messages: readonly { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);

describe('A message in flight', () => {
  it('is hidden for longer, or shown at once to whoever waits', async () => {
    const { clock, sqs, inbox, receive, send, change } = story();
    await send('work');
    const [first] = await receive();
    await clock.advance(20_000);
    await change(first?.ReceiptHandle, 60);
    await clock.advance(59_000);
    expect(await receive()).toEqual([]);
    const now = clock.now();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl: inbox, WaitTimeSeconds: 20 }));
    await clock.settle();
    await change(first?.ReceiptHandle, 0);
    expect(bodies((await waiting).Messages ?? [])).toEqual(['work']);
    expect(clock.now()).toBe(now);
  });

  it('is hidden by an earlier handle too, not once it shows again, and never once it is deleted', async () => {
    const { clock, receive, send, change, sqs, inbox } = story();
    await send('work');
    const [first] = await receive();
    await clock.advance(30_000);
    await change(first?.ReceiptHandle, 10);
    const [second] = await receive();
    expect(second?.MessageId).toBe(first?.MessageId);
    await change(first?.ReceiptHandle, 60);
    await clock.advance(59_000);
    expect(await receive()).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: inbox, ReceiptHandle: second?.ReceiptHandle }));
    await expect(change(second?.ReceiptHandle, 10)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: `Value ${second?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    });
    await expect(change('nonsense', 10)).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
    await expect(change(first?.ReceiptHandle, 43_201)).rejects.toThrow('Must be between 0 and 43200');
  });
});

describe('A batch', () => {
  it('is sent, hidden and deleted entry by entry: one that is refused keeps no other from it', async () => {
    const { clock, sqs, inbox, receive } = story();
    const Entries = [
      { Id: 'a', MessageBody: 'first' },
      { Id: 'late', MessageBody: 'later', DelaySeconds: 60 },
      { Id: 'bad', MessageBody: '\0' },
    ];
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl: inbox, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'late']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' }]);
    const [first] = await receive();
    expect(first?.Body).toBe('first');
    const ReceiptHandle = first?.ReceiptHandle;
    const changed = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: inbox,
        Entries: [
          { Id: 'a', ReceiptHandle, VisibilityTimeout: 120 },
          { Id: 'b', ReceiptHandle: 'nonsense', VisibilityTimeout: 120 },
        ],
      }),
    );
    expect(changed).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b' }] });
    await clock.advance(60_000);
    expect(bodies(await receive())).toEqual(['later']);
    const removed = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: inbox, Entries: [{ Id: 'a', ReceiptHandle }] }),
    );
    expect(removed.Successful).toEqual([{ Id: 'a' }]);
    await clock.advance(30_000);
    expect(bodies(await receive())).toEqual(['later']);
  });

  it('may have 1 MiB in all, attributes among it, whatever one message may have', async () => {
    const { sqs, inbox, service } = story();
    const attributes = { k: { DataType: 'String', StringValue: 'x' } };
    const send = (bytes: number, QueueUrl = inbox) => {
      const MessageBody = 'a'.repeat(bytes - 'k'.length - 'String'.length - 'x'.length);
      const Entries = [
        { Id: '1', MessageBody, MessageAttributes: attributes },
        { Id: '2', MessageBody: 'a' },
      ];
      return sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    };
    await expect(send(1_048_576)).rejects.toBeInstanceOf(BatchRequestTooLong);
    await expect(send(1_048_576)).rejects.toThrow(
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    );
    expect((await send(1_048_575)).Successful).toHaveLength(2);
    const { url } = service.createQueue('small', { MaximumMessageSize: '2048' });
    expect((await send(2048, url)).Successful).toHaveLength(2);
    expect(await send(2049, url)).toMatchObject({ Successful: [{ Id: '2' }], Failed: [{ Id: '1' }] });
  });

  it('has 1 to 10 entries with names of their own', async () => {
    const { sqs, inbox } = story();
    const send = (...ids: string[]) => {
      const Entries = ids.map((Id) => ({ Id, MessageBody: 'x' }));
      return sqs.send(new SendMessageBatchCommand({ QueueUrl: inbox, Entries }));
    };
    await expect(send()).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    await expect(send(...'abcdefghijk')).rejects.toBeInstanceOf(TooManyEntriesInBatchRequest);
    await expect(send('a', 'a')).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    await expect(send('a b')).rejects.toMatchObject({ name: 'InvalidBatchEntryId' });
  });
});

describe('A redrive policy', () => {
  it('has a message that was received too often put among the dead letters', async () => {
    const { clock, sqs, inbox, inboxArn, deadLetters, RedrivePolicy, receive, send } = story(2);
    const asked = new GetQueueAttributesCommand({ QueueUrl: inbox, AttributeNames: ['RedrivePolicy'] });
    expect((await sqs.send(asked)).Attributes).toEqual({ RedrivePolicy });
    const { MessageId } = await send('poison');
    const sentAt = clock.now();
    for (const count of ['1', '2']) {
      expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: count } }]);
      await clock.advance(30_000);
    }
    // It goes when somebody would have received it the third time, not before.
    expect(await receive({ QueueUrl: deadLetters })).toEqual([]);
    expect(await receive()).toEqual([]);
    expect(await receive({ QueueUrl: deadLetters })).toMatchObject([
      {
        MessageId,
        Body: 'poison',
        Attributes: { SentTimestamp: String(sentAt), DeadLetterQueueSourceArn: inboxArn },
      },
    ]);
    await clock.advance(60_000);
    expect(await receive()).toEqual([]);
  });

  it.each([
    ['no json', 'not a valid JSON map'],
    ['{"maxReceiveCount":3}', 'Invalid value for deadLetterTargetArn'],
    [
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead-letters","maxReceiveCount":0}',
      'from 1 to 1000',
    ],
    [
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":"3"}',
      'Dead letter target does not exist',
    ],
  ])('%s is refused', (RedrivePolicy, message) => {
    const { service } = story();
    expect(() => service.createQueue('a', { RedrivePolicy })).toThrow(message);
  });
});
