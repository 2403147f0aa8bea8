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
    [named('TimeoutError'), /could not reach AWS/],
    // A region that there is not.
    [
      Object.assign(new Error('getaddrinfo ENOTFOUND sts.eu-wst-1.amazonaws.com'), { code: 'ENOTFOUND' }),
      /^could not find AWS in region eu-west-1: .*Check --region .*is there such a region\?/,
    ],
    // A login that was good.
    [named('ExpiredTokenException'), /^the login to AWS has expired: why\. Log in again/],
    [
      named('CredentialsProviderError', 'Token is expired. To refresh run aws sso login.'),
      /^the login to AWS has expired: Token is expired/,
    ],
    // None, and wrong ones.
    [named('CredentialsProviderError'), /^no credentials for AWS: why\. Log in .*AWS_PROFILE/],
    [
      named('UnrecognizedClientException'),
      /^AWS does not know these credentials: .*not enabled region eu-west-1: check --region/,
    ],
    [named('SignatureDoesNotMatch'), /^AWS does not accept these credentials/],
    [
      named('SignatureDoesNotMatch', 'Signature expired: 20260105T100000Z is now earlier than …'),
      /^AWS refused the request's time: .*clock/,
    ],
    // A right.
    [
      named(
        'AccessDeniedException',
        'User: arn:… is not authorized to perform: dynamodb:Scan on resource: …',
      ),
      /^AWS refused access, the right dynamodb:Scan is missing: User.*"npx greenlight docs cli" lists/,
    ],
    [named('AccessDenied'), /^AWS refused access, a right is missing: why\./],
    [named('PermanentRedirect'), /^the bucket is in another region than eu-west-1/],
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
