import * as z from 'zod';
import { deployer } from './deployer.ts';

/** CloudFormation takes booleans as texts, too. */
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .optional();

/** Those that let everybody at a function's URL are heeded. Who else may invoke a function is not checked. */
export const lambdaPermission = deployer({
  properties: z.strictObject({
    FunctionName: z.string(),
    Action: z.string(),
    Principal: z.string(),
    FunctionUrlAuthType: z.enum(['AWS_IAM', 'NONE']).optional(),
    InvokedViaFunctionUrl: flag,
  }),
  inert: {
    PrincipalOrgID: 'permissions are not checked',
    SourceAccount: 'permissions are not checked',
    SourceArn: 'permissions are not checked',
  },
  create(properties, { services }, { logicalId }) {
    const { FunctionName, Action, Principal, FunctionUrlAuthType, InvokedViaFunctionUrl } = properties;
    if (Principal === '*') {
      const isUrl = Action === 'lambda:InvokeFunctionUrl' && FunctionUrlAuthType !== 'AWS_IAM';
      // Without the condition it lets everybody invoke the function by any way, this one too.
      const isFunction = Action === 'lambda:InvokeFunction' && InvokedViaFunctionUrl !== false;
      if (isUrl || isFunction) services.lambda.urls.permit(FunctionName, Action);
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});
