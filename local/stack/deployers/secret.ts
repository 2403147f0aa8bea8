import * as z from 'zod';
import { generatedString } from '../../secrets-manager/generated-string.ts';
import { deployer } from './deployer.ts';

/** CloudFormation takes numbers and booleans as texts, too. */
const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .optional();

const generate = z.strictObject({
  ExcludeCharacters: z.string().optional(),
  ExcludeLowercase: flag,
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  ExcludeUppercase: flag,
  GenerateStringKey: z.string().optional(),
  IncludeSpace: flag,
  PasswordLength: z.coerce.number().int().optional(),
  RequireEachIncludedType: flag,
  SecretStringTemplate: z.string().optional(),
});

/** Without SecretString and GenerateSecretString it is empty: somebody puts a value into it later. */
export const secret = deployer({
  properties: z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: generate.optional(),
    Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
  }),
  inert: { KmsKeyId: 'secrets are in memory only' },
  create(properties, { context, services, stackName }, { logicalId }) {
    const { SecretString, GenerateSecretString } = properties;
    const text =
      GenerateSecretString === undefined
        ? SecretString
        : generatedString(GenerateSecretString, context.random);
    const arn = services.secretsManager.createSecret({
      name: properties.Name ?? `${stackName}-${logicalId}`,
      description: properties.Description,
      tags: properties.Tags,
      ...(text !== undefined && { value: { text } }),
    });
    return { ref: arn, attributes: { Id: arn } };
  },
});
