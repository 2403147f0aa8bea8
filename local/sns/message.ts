import { checkAttribute } from './message-attributes.ts';
import type { MessageDraft, PublishedMessage } from './published-message.ts';
import { invalidParameter } from './sns-error.ts';
import type { Subscription } from './subscription.ts';

/** A message with its attributes: 256 KB in all (API reference, Publish). */
const largestMessage = 262_144;

/**
 * Checks a message as Publish does.
 *
 * @throws AwsError `InvalidParameter` (subject, body, size), `ParameterValueInvalid` or `ValidationError` (an attribute)
 */
export function checkedMessage({ subject, body, attributes = {} }: MessageDraft) {
  // "UTF-8 text with no line breaks or control characters, and less than 100 characters long"
  if (subject !== undefined && !/^\P{Cc}{1,99}$/u.test(subject)) throw invalidParameter('Subject');
  if (!body) throw invalidParameter('Empty message');
  let size = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    checkAttribute(name, attribute);
    const { DataType = '', StringValue = '', BinaryValue } = attribute;
    size += Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0);
  }
  if (size > largestMessage) throw invalidParameter('Message too long');
  return { subject, body, attributes };
}

/**
 * AWS signs what it sends; this one has no certificate to sign with. `EXAMPLE` is what AWS's own sample events
 * hold in these places.
 */
const unsigned = 'EXAMPLE';

/** The JSON document that HTTP endpoints and queues get (AWS: "HTTP/HTTPS notification JSON format"). */
export const notificationBody = (message: PublishedMessage, unsubscribeUrl: string): string =>
  JSON.stringify(
    {
      Type: 'Notification',
      MessageId: message.id,
      TopicArn: message.topicArn,
      Subject: message.subject,
      Message: message.body,
      Timestamp: iso(message.at),
      SignatureVersion: '1',
      Signature: unsigned,
      SigningCertURL: unsigned,
      UnsubscribeURL: unsubscribeUrl,
      MessageAttributes: attributesOf(message),
    },
    undefined,
    2,
  );

/** The event that a Lambda function gets: always one record (AWS Lambda: "Using AWS Lambda with Amazon SNS"). */
export const lambdaEvent = (message: PublishedMessage, { arn }: Subscription, unsubscribeUrl: string) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: arn,
      Sns: {
        Type: 'Notification',
        MessageId: message.id,
        TopicArn: message.topicArn,
        Subject: message.subject ?? null,
        Message: message.body,
        Timestamp: iso(message.at),
        SignatureVersion: '1',
        Signature: unsigned,
        SigningCertUrl: unsigned,
        UnsubscribeUrl: unsubscribeUrl,
        MessageAttributes: attributesOf(message) ?? {},
      },
    },
  ],
});

/** What an HTTP endpoint gets first (AWS: "HTTP/HTTPS subscription confirmation JSON format"). */
export const confirmationBody = (confirmation: {
  readonly id: string;
  readonly topicArn: string;
  readonly token: string;
  readonly subscribeUrl: string;
  readonly at: number;
}): string =>
  JSON.stringify(
    {
      Type: 'SubscriptionConfirmation',
      MessageId: confirmation.id,
      Token: confirmation.token,
      TopicArn: confirmation.topicArn,
      Message:
        `You have chosen to subscribe to the topic ${confirmation.topicArn}.\n` +
        'To confirm the subscription, visit the SubscribeURL included in this message.',
      SubscribeURL: confirmation.subscribeUrl,
      Timestamp: iso(confirmation.at),
      SignatureVersion: '1',
      Signature: unsigned,
      SigningCertURL: unsigned,
    },
    undefined,
    2,
  );

/** Left out of the document where there are none, as AWS does. */
function attributesOf({
  attributes,
}: PublishedMessage): Record<string, { Type: string; Value: string }> | undefined {
  const entries = Object.entries(attributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => [
    name,
    {
      Type: DataType,
      Value: BinaryValue ? Buffer.from(BinaryValue).toString('base64') : (StringValue ?? ''),
    },
  ]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const iso = (instant: number): string => new Date(instant).toISOString();
