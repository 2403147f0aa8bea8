import * as z from 'zod';

/**
 * The container's environment. Whoever can read the bucket can read a manifest. So a secret is given as a
 * reference that the container resolves itself, never as its value. Limits: 100 entries; 1,024 bytes for a
 * key or value; 32 KB together (API model: ContainerDefinition.Environment).
 */
export const environment = z
  .record(
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,1023}$/, { error: 'a variable name (letters, digits, "_")' }),
    z.string({ error: 'text (quote numbers and booleans)' }).max(1024, { error: 'at most 1024 characters' }),
    { error: 'variable names with text values' },
  )
  .refine((variables) => Object.keys(variables).length <= 100, { error: 'at most 100 variables' })
  .refine((variables) => bytesOf(variables) <= largestEnvironment, {
    error: 'names and values of at most 32 KiB together',
  })
  .superRefine((variables, context) => {
    for (const [name, value] of Object.entries(variables)) {
      if (looksSecret(name) && !isReference(value))
        context.addIssue({
          code: 'custom',
          path: [name],
          message: expectedReference,
          params: { fix: referenceFix },
        });
    }
  })
  .meta({
    description: 'Environment of the model container. Secrets only as references, never as they are.',
  });

const largestEnvironment = 32 * 1024;

const expectedReference = 'a reference to the secret, since the name looks like one';
const referenceFix =
  'Give the ARN of a Secrets Manager secret or SSM parameter, or ssm:/<name>, and let the container resolve it.';

const bytesOf = (variables: Readonly<Record<string, string>>): number =>
  Object.entries(variables).reduce((sum, pair) => sum + new TextEncoder().encode(pair.join('')).length, 0);

/** Words that suggest a secret, alone or as part of a name: DB_PASSWORD, apiKey, HF_TOKEN. */
const secretWords =
  /PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|CREDENTIAL|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|(^|_)PWD(_|$)|(^|_)AUTH(_|$)/i;

/**
 * Exceptions: settings that count or limit tokens of text, or say where secrets are: MAX_TOKENS,
 * TOKENIZER_PATH.
 */
const harmlessWords =
  /TOKENI[SZ]|TOKENS$|(^|_)(MAX|MIN|NUM)_.*TOKENS?(_|$)|TOKENS?_(LIMIT|COUNT|LENGTH|SIZE|BUDGET)|_(ARN|PATH|FILE|URI|URL|TTL|TIMEOUT)$/i;

export const looksSecret = (name: string): boolean => secretWords.test(name) && !harmlessWords.test(name);

/** An ARN of Secrets Manager or of an SSM parameter, or `ssm:/…`. */
export const isReference = (value: string): boolean =>
  /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:|ssm:[a-z0-9-]+:\d{12}:parameter\/)\S+$/.test(
    value,
  ) || /^ssm:\/\S+$/.test(value);
