import * as z from 'zod';
import { functionArn } from '../../iam/needs/compute.ts';
import { deployer } from './deployer.ts';

/** CloudFormation takes booleans as texts, too. */
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .optional();

const permission = z.strictObject({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceAccount: z.string().optional(),
  SourceArn: z.string().optional(),
  FunctionUrlAuthType: z.enum(['AWS_IAM', 'NONE']).optional(),
  InvokedViaFunctionUrl: flag,
});

export const lambdaPermission = deployer({
  properties: permission,
  inert: { PrincipalOrgID: 'there is no organization' },
  create(properties, { context, services }, { logicalId, properties: all }) {
    const { FunctionName, Action, Principal, FunctionUrlAuthType, InvokedViaFunctionUrl } = properties;
    if (Principal === '*') {
      const isUrl = Action === 'lambda:InvokeFunctionUrl' && FunctionUrlAuthType !== 'AWS_IAM';
      // Without the condition it lets everybody invoke the function by any way, this one too.
      const isFunction = Action === 'lambda:InvokeFunction' && InvokedViaFunctionUrl !== false;
      if (isUrl || isFunction) services.lambda.urls.permit(FunctionName, Action);
    }
    // Of an organization's members there are none here.
    if (all.PrincipalOrgID === undefined) {
      const arn = functionArn({ context }, FunctionName);
      services.iam.addPermission(arn, statementOf(logicalId, arn, properties));
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});

/** The statement that AddPermission makes of its parameters (Lambda guide, "Viewing resource-based IAM policies"). */
function statementOf(Sid: string, Resource: string, given: z.infer<typeof permission>): object {
  const { Action, Principal, SourceArn, SourceAccount, FunctionUrlAuthType, InvokedViaFunctionUrl } = given;
  const equal = {
    ...(SourceAccount !== undefined && { 'aws:SourceAccount': SourceAccount }),
    ...(FunctionUrlAuthType !== undefined && { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType }),
  };
  return {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action,
    Resource,
    Condition: {
      ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
      ...(InvokedViaFunctionUrl !== undefined && {
        Bool: { 'lambda:InvokedViaFunctionUrl': InvokedViaFunctionUrl },
      }),
    },
  };
}

/** A service by its domain, an account by its number, anybody else by ARN. */
function principalOf(principal: string): object | '*' {
  if (principal === '*') return '*';
  return /^(?:\d{12}|arn:.*)$/.test(principal) ? { AWS: principal } : { Service: principal };
}
