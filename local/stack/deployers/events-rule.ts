import type { Target } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { arnOf } from '../../context.ts';
import { ruleTargetOf } from '../../events/target.ts';
import { deployer } from './deployer.ts';

export const eventsRule = deployer({
  properties: z.strictObject({
    Name: z.string(),
    EventPattern: z.record(z.string(), z.unknown()),
    State: z.literal('ENABLED').default('ENABLED'),
    // The template writes a target as the API does; EventBridge knows which members it covers.
    Targets: z.array(z.custom<Target>((target) => typeof target === 'object' && target !== null)),
  }),
  inert: { Description: 'it is only shown' },
  create({ Name, EventPattern, Targets }, { context, services }) {
    services.events.putRule({
      name: Name,
      eventPattern: EventPattern,
      targets: Targets.map(ruleTargetOf),
    });
    return { ref: Name, attributes: { Arn: arnOf(context, 'events', `rule/${Name}`) } };
  },
});
