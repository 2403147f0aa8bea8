import * as z from 'zod';
import { deployer } from './deployer.ts';

/** CloudFormation's numbers are the API's texts. */
const seconds = z.coerce.string().optional();

export const sqsQueue = deployer({
  properties: z.strictObject({
    QueueName: z.string(),
    MessageRetentionPeriod: seconds,
    VisibilityTimeout: seconds,
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
