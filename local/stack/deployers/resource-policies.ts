import * as z from 'zod';
import { arnOf } from '../../context.ts';
import { deployer } from './deployer.ts';

export const bucketPolicy = deployer({
  properties: z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() }),
  create({ Bucket, PolicyDocument }, { services }, { logicalId }) {
    services.iam.putResourcePolicy(`arn:aws:s3:::${Bucket}`, PolicyDocument);
    return { ref: logicalId, attributes: {} };
  },
});

export const topicPolicy = deployer({
  properties: z.strictObject({ Topics: z.array(z.string()), PolicyDocument: z.unknown() }),
  create({ Topics, PolicyDocument }, { services }, { logicalId }) {
    for (const topic of Topics) services.iam.putResourcePolicy(topic, PolicyDocument);
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});

export const queuePolicy = deployer({
  properties: z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.unknown() }),
  create({ Queues, PolicyDocument }, { context, services }, { logicalId }) {
    for (const url of Queues) {
      services.iam.putResourcePolicy(arnOf(context, 'sqs', url.split('/').at(-1) ?? ''), PolicyDocument);
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});
