import * as z from 'zod';
import { deployer } from './deployer.ts';

export const snsTopic = deployer({
  properties: z.strictObject({ TopicName: z.string(), DisplayName: z.string().default('') }),
  create({ TopicName, DisplayName }, { services }) {
    const arn = services.sns.createTopic(TopicName, { DisplayName });
    return { ref: arn, attributes: { TopicArn: arn, TopicName } };
  },
});

export const snsSubscription = deployer({
  properties: z.strictObject({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() }),
  create({ TopicArn, Protocol, Endpoint }, { services }) {
    const arn = services.sns.subscribe({ topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint });
    return { ref: arn, attributes: { Arn: arn } };
  },
});
