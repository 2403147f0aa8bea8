import { describe, expect, it } from 'vitest';
import { doneWith, queueEvent } from '../../../local/lambda/queue-event.ts';

const messages = ['a', 'b', 'c'].map((MessageId) => ({ MessageId, ReceiptHandle: `handle-${MessageId}` }));
const ids = (payload: unknown, reports = true) =>
  doneWith(messages, { ok: true, payload }, reports).map(({ MessageId }) => MessageId);

describe('The messages that a function is done with', () => {
  it('are all when it succeeds, and none when it fails', () => {
    expect(ids(undefined, false)).toEqual(['a', 'b', 'c']);
    const failed = { ok: false, errorType: 'Error', errorMessage: 'no' } as const;
    expect(doneWith(messages, failed, false)).toEqual([]);
    expect(doneWith(messages, failed, true)).toEqual([]);
    // Whoever did not say that failures are reported is not asked.
    expect(ids({ batchItemFailures: [{ itemIdentifier: 'a' }] }, false)).toEqual(['a', 'b', 'c']);
  });

  it.each<[unknown, string[]]>([
    [{ batchItemFailures: [{ itemIdentifier: 'b' }] }, ['a', 'c']],
    [{ batchItemFailures: [] }, ['a', 'b', 'c']],
    [{ batchItemFailures: null }, ['a', 'b', 'c']],
    [{}, ['a', 'b', 'c']],
    [null, ['a', 'b', 'c']],
    [undefined, ['a', 'b', 'c']],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }, []],
    [{ batchItemFailures: [{ itemIdentifier: null }] }, []],
    [{ batchItemFailures: [{ item: 'a' }] }, []],
    [{ batchItemFailures: [{ itemIdentifier: 'unknown' }] }, []],
    [{ batchItemFailures: 'a' }, []],
  ])('are what it does not name, if it reports failures: %j', (payload, done) => {
    expect(ids(payload)).toEqual(done);
  });
});

it('The event of a queue has each message as AWS writes it', () => {
  const event = queueEvent(
    [
      {
        MessageId: 'a',
        ReceiptHandle: 'handle',
        Body: 'hello',
        MD5OfBody: 'md5',
        MD5OfMessageAttributes: 'md5a',
        Attributes: { ApproximateReceiveCount: '1' },
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'x' },
          bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        },
      },
    ],
    'arn:aws:sqs:us-east-1:000000000000:inbox',
    'us-east-1',
  );
  expect(event).toEqual({
    Records: [
      {
        messageId: 'a',
        receiptHandle: 'handle',
        body: 'hello',
        attributes: { ApproximateReceiveCount: '1' },
        messageAttributes: {
          kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          bytes: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
        },
        md5OfBody: 'md5',
        md5OfMessageAttributes: 'md5a',
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:inbox',
        awsRegion: 'us-east-1',
      },
    ],
  });
});
