import * as z from 'zod';
import { deployer } from './deployer.ts';

export const stateMachine = deployer({
  properties: z.strictObject({
    StateMachineName: z.string(),
    StateMachineType: z.literal('STANDARD').default('STANDARD'),
    DefinitionString: z.string(),
    RoleArn: z.string(),
  }),
  inert: {
    LoggingConfiguration: 'GetExecutionHistory has everything',
    TracingConfiguration: 'there is no X-Ray',
  },
  create({ StateMachineName, StateMachineType, DefinitionString, RoleArn }, { services }) {
    const arn = services.states.createStateMachine({
      name: StateMachineName,
      type: StateMachineType,
      definition: DefinitionString,
      roleArn: RoleArn,
    });
    return { ref: arn, attributes: { Arn: arn, Name: StateMachineName } };
  },
});
