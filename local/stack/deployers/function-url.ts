import * as z from 'zod';
import { deployer } from './deployer.ts';

/** By ARN or by name, as CloudFormation takes it. */
export const functionUrl = deployer({
  properties: z.strictObject({
    TargetFunctionArn: z.string(),
    AuthType: z.enum(['AWS_IAM', 'NONE']),
    InvokeMode: z.literal('BUFFERED').default('BUFFERED'),
  }),
  create({ TargetFunctionArn, AuthType }, { services }) {
    const { functionArn, url } = services.lambda.urls.create(TargetFunctionArn, AuthType);
    return { ref: functionArn, attributes: { FunctionArn: functionArn, FunctionUrl: url } };
  },
});
