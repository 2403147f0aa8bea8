import { describe, expect, it } from 'vitest';
import { isReference, looksSecret } from '../../../core/manifest/environment.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';

describe('A variable’s name', () => {
  it.each([
    'PASSWORD',
    'DB_PASSWORD',
    'dbPassword',
    'SECRET',
    'CLIENT_SECRET',
    'HF_TOKEN',
    'TOKEN',
    'GITHUB_TOKEN_RO',
    'API_KEY',
    'apikey',
    'OPENAI_APIKEY',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'CREDENTIALS',
    'PRIVATE_KEY',
    'PRIVATEKEY',
    'DB_PWD',
    'BASIC_AUTH',
    'PASSPHRASE',
    'MAX_SECRET',
    'SIGNING_KEY',
  ])('%s looks like a secret', (name) => {
    expect(looksSecret(name)).toBe(true);
  });

  it.each([
    'LOG_LEVEL',
    'MAX_TOKENS',
    'MAX_NEW_TOKENS',
    'TOKENIZERS_PARALLELISM',
    'TOKENIZER',
    'OUTPUT_TOKEN_LIMIT',
    'SECRET_ARN',
    'TOKEN_FILE',
    'PASSWORD_PATH',
    'KEY',
    'AUTHOR',
    'PWDX',
    'SAGEMAKER_PROGRAM',
    'MAX_TOTAL_TOKENS',
  ])('%s does not', (name) => {
    expect(looksSecret(name)).toBe(false);
  });
});

describe('A value', () => {
  it.each([
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:fraud/db-AbCdEf',
    'arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:x',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/fraud/db',
    'ssm:/fraud/db',
  ])('%s is a reference', (value) => {
    expect(isReference(value)).toBe(true);
  });

  it.each([
    'hunter2',
    '',
    'arn:aws:iam::111122223333:role/x',
    'ssm:fraud',
    'ssm:/',
    'my ssm:/fraud',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:',
    'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x y',
  ])('%j is none', (value) => {
    expect(isReference(value)).toBe(false);
  });
});

describe('A secret in a manifest', () => {
  const refusal = (environment: Record<string, string>) => {
    const parsed = parseManifest({ model: { environment } });
    return parsed.ok ? [] : parsed.problems.map(sentence);
  };

  it('is refused with the way out, and never shown', () => {
    expect(refusal({ DB_PASSWORD: 'hunter2', LOG: 'info', HF_TOKEN: 'hf_abc' })).toEqual(
      ['DB_PASSWORD', 'HF_TOKEN'].map(
        (name) =>
          `model.environment.${name}: expected a reference to the secret, since the name looks like one, got another value (hidden). ` +
          'Give the ARN of a Secrets Manager secret or SSM parameter, or ssm:/<name>, and let the container resolve it.',
      ),
    );
  });

  it('may be a reference, and where it looks like none it is the author’s business', () => {
    expect(refusal({ DB_PASSWORD: 'ssm:/fraud/db', MAX_TOKENS: '512' })).toEqual([]);
  });

  it('is not hidden by its size: 32 KiB together', () => {
    const values = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`V${index}`, 'x'.repeat(1024)]),
    );
    expect(refusal(values)).toEqual([
      'model.environment: expected names and values of at most 32 KiB together, got another value (hidden).',
    ]);
  });
});
