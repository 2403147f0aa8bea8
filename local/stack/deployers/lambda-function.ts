import * as z from 'zod';
import { deployer } from './deployer.ts';

export const lambdaFunction = deployer({
  properties: z.strictObject({
    FunctionName: z.string(),
    Handler: z.string(),
    // Errors are reported as this runtime does; handlers run on this Node.js.
    Runtime: z.string().optional(),
    // CloudFormation's default and limit.
    Timeout: z.number().int().min(1).max(900).default(3),
    Environment: z
      .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
      .optional(),
    Role: z.string().optional(),
    DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
  }),
  inert: {
    Architectures: 'handlers run on this host',
    Code: 'handlers run from their sources',
    Description: 'it is only shown',
    MemorySize: 'memory is not limited',
    ReservedConcurrentExecutions: 'concurrency is not limited',
    TracingConfig: 'there is no X-Ray',
  },
  create(properties, { services }) {
    const { FunctionName, Handler, Runtime, Timeout, Environment, Role, DeadLetterConfig } = properties;
    const arn = services.lambda.createFunction({
      name: FunctionName,
      handler: Handler,
      runtime: Runtime,
      timeoutSeconds: Timeout,
      roleArn: Role,
      environment: Environment?.Variables ?? {},
      deadLetterArn: DeadLetterConfig?.TargetArn,
    });
    return { ref: FunctionName, attributes: { Arn: arn } };
  },
});
