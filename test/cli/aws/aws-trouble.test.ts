import { describe, expect, it } from 'vitest';
import { troubleOf } from '../../../cli/aws/aws-trouble.ts';
import { targetOf } from '../../../cli/aws/target.ts';

const onAws = targetOf({ stage: 'prod', region: 'eu-west-1' }, {});
const onLocal = targetOf({ endpointUrl: 'http://127.0.0.1:4566' }, {});

const named = (name: string, message = 'why') => Object.assign(new Error(message), { name });

describe('What is told of an error of the SDK', () => {
  it.each([
    [
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      /could not reach AWS: .*--region/,
    ],
    [Object.assign(new Error('x'), { code: 'ENOTFOUND' }), /could not reach AWS/],
    [named('TimeoutError'), /could not reach AWS/],
    [named('CredentialsProviderError'), /no valid credentials for AWS: why\. Log in/],
    [named('ExpiredTokenException'), /no valid credentials/],
    [named('UnrecognizedClientException'), /no valid credentials/],
    [named('AccessDeniedException'), /AWS refused access: why\. docs\/cli\.md lists/],
    [named('AccessDenied'), /refused access/],
    [named('ResourceNotFoundException'), /not deployed \(stage prod, region eu-west-1\): why\. .*--stage/],
    [named('NoSuchBucket'), /not deployed/],
    [named('ThrottlingException'), /Try again/],
  ])('%s', (error, told) => {
    expect(troubleOf(error, onAws)?.message).toMatch(told);
    expect(troubleOf(error, onAws)?.cause).toBe(error);
  });

  it('names the local AWS and how to start it', () => {
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    expect(troubleOf(refused, onLocal)?.message).toBe(
      'could not reach http://127.0.0.1:4566: AggregateError ECONNREFUSED. Start the local AWS with ' +
        '"npx greenlight local", or check --endpoint-url (AWS_ENDPOINT_URL).',
    );
  });

  it('is nothing where the program itself is at fault', () => {
    expect(troubleOf(new TypeError('x is not a function'), onAws)).toBeUndefined();
    expect(troubleOf(named('ValidationException'), onAws)).toBeUndefined();
    expect(troubleOf('text', onAws)).toBeUndefined();
  });
});
