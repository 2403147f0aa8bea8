import * as z from 'zod';
import { deployer } from './deployer.ts';

/** CloudFormation makes no SecureString. */
export const ssmParameter = deployer({
  properties: z.strictObject({
    Name: z.string().optional(),
    Type: z.enum(['String', 'StringList']),
    Value: z.coerce.string(),
    AllowedPattern: z.string().optional(),
    DataType: z.literal('text').optional(),
    Tier: z.enum(['Standard', 'Intelligent-Tiering']).optional(),
  }),
  inert: { Description: 'it is only shown', Tags: 'parameters have no tags here' },
  create({ Name, Type, Value, AllowedPattern }, { services, stackName }, { logicalId }) {
    const name = Name ?? `${stackName}-${logicalId}`;
    services.ssm.putParameter({ name, value: Value, type: Type, allowedPattern: AllowedPattern });
    return { ref: name, attributes: { Type, Value } };
  },
});
