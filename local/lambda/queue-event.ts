import type { InvocationResult, ReceivedMessage } from '../ports.ts';

/** What a function gets of a batch of messages (Lambda guide, "Using Lambda with Amazon SQS"). */
export const queueEvent = (messages: readonly ReceivedMessage[], queueArn: string, region: string) => ({
  Records: messages.map((message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        {
          ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
          ...(value.BinaryValue !== undefined && {
            binaryValue: Buffer.from(value.BinaryValue).toString('base64'),
          }),
          stringListValues: [],
          binaryListValues: [],
          dataType: value.DataType,
        },
      ]),
    ),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  })),
});

/**
 * The messages that are done with: all of them if the function succeeded, none if it failed. With
 * ReportBatchItemFailures, all but those it names; none if it names what was not in the batch, or names in another way
 * than it should (Lambda guide, "Success and failure conditions").
 */
export function doneWith(
  messages: readonly ReceivedMessage[],
  result: InvocationResult,
  reportsFailures: boolean,
): readonly ReceivedMessage[] {
  if (!result.ok) return [];
  if (!reportsFailures) return messages;
  const { payload } = result;
  if (payload === null || payload === undefined) return messages;
  const failures = (payload as { readonly batchItemFailures?: unknown }).batchItemFailures;
  if (failures === null || failures === undefined) return messages;
  if (!Array.isArray(failures)) return [];
  const ids = new Set(failures.map((failure) => failure?.itemIdentifier));
  const known = new Set(messages.map(({ MessageId }) => MessageId));
  if ([...ids].some((id) => typeof id !== 'string' || !known.has(id))) return [];
  return messages.filter(({ MessageId }) => !ids.has(MessageId));
}
