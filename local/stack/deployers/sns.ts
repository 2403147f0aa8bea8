import * as z from 'zod';
import { deployer } from './deployer.ts';

export const snsTopic = deployer({
  properties: z.strictObject({ TopicName: z.string(), DisplayName: z.string().default('') }),
  create({ TopicName, DisplayName }, { services }) {
    const arn = services.sns.createTopic(TopicName, { DisplayName });
    return { ref: arn, attributes: { TopicArn: arn, TopicName } };
  },
});

/** CloudFormation's objects are the API's texts. */
const document = z
  .union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))])
  .optional();

export const snsSubscription = deployer({
  properties: z.strictObject({
    TopicArn: z.string(),
    Protocol: z.string(),
    Endpoint: z.string(),
    FilterPolicy: document,
    FilterPolicyScope: z.string().optional(),
    RawMessageDelivery: z.union([z.boolean(), z.string()]).transform(String).optional(),
    RedrivePolicy: document,
  }),
  create({ TopicArn, Protocol, Endpoint, ...attributes }, { services }) {
    const arn = services.sns.subscribe({
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
      ...(Object.keys(attributes).length > 0 && { attributes }),
    });
    return { ref: arn, attributes: { Arn: arn } };
  },
});
