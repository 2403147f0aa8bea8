import * as z from 'zod';
import { deployer } from './deployer.ts';

/** CloudFormation's numbers and objects are the API's texts. */
const number = z.coerce.string().optional();

export const sqsQueue = deployer({
  properties: z.strictObject({
    QueueName: z.string(),
    DelaySeconds: number,
    MaximumMessageSize: number,
    MessageRetentionPeriod: number,
    ReceiveMessageWaitTimeSeconds: number,
    RedrivePolicy: z
      .union([z.string(), z.record(z.string(), z.unknown()).transform((policy) => JSON.stringify(policy))])
      .optional(),
    VisibilityTimeout: number,
  }),
  inert: { SqsManagedSseEnabled: 'messages are in memory only' },
  create({ QueueName, ...settings }, { services }) {
    const attributes = Object.fromEntries(
      Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const { arn, url } = services.sqs.createQueue(QueueName, attributes);
    return { ref: url, attributes: { Arn: arn, QueueName, QueueUrl: url } };
  },
});
