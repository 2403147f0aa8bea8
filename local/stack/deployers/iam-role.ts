import * as z from 'zod';
import { deployer } from './deployer.ts';

export const iamRole = deployer({
  properties: z.strictObject({
    RoleName: z.string().optional(),
    Path: z.string().default('/'),
    AssumeRolePolicyDocument: z.unknown(),
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
    ManagedPolicyArns: z.array(z.string()).default([]),
  }),
  inert: {
    Description: 'it is only shown',
    PermissionsBoundary: 'it could only forbid what the policies allow',
    MaxSessionDuration: 'sessions do not end',
    Tags: 'nothing reads the tags of roles',
  },
  create(properties, { context, services, stackName }, { logicalId }) {
    const { Path, AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = properties;
    // Where the template gives no name, CloudFormation makes one of stack and logical id.
    const name = properties.RoleName ?? `${stackName}-${logicalId}`;
    const arn = `arn:aws:iam::${context.account}:role${Path}${name}`;
    services.iam.putRole({
      arn,
      trust: AssumeRolePolicyDocument,
      policies: Policies.map(({ PolicyDocument }) => PolicyDocument),
      managedPolicyArns: ManagedPolicyArns,
    });
    return { ref: name, attributes: { Arn: arn } };
  },
});
