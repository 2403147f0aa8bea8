import type { Target } from './target.ts';

/** AWS could not be reached or used: exit code 3 (docs/cli.md). The message says why and what to do. */
export class AwsTrouble extends Error {
  override readonly name = 'AwsTrouble';
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);
const unidentified = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const forbidden = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'Forbidden']);
/** The first is for the table and the function, the second for the bucket. */
const missing = new Set(['ResourceNotFoundException', 'NoSuchBucket']);
const busy = new Set([
  'InternalServerError',
  'ServiceException',
  'ServiceUnavailable',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** What to do about an error of an SDK call; undefined if somebody at a terminal cannot fix it. */
export function troubleOf(error: unknown, target: Target): AwsTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const codes = [error.name, 'code' in error ? String(error.code) : ''];
  const is = (kind: ReadonlySet<string>) => codes.some((code) => kind.has(code));
  const at = target.endpointUrl ?? 'AWS';
  const said = error.message || codes.join(' ').trim();
  if (is(unreachable)) {
    const todo = target.local
      ? 'Start the local AWS with "npx greenlight local", or check --endpoint-url (AWS_ENDPOINT_URL).'
      : 'Check the network, --region and --endpoint-url (AWS_ENDPOINT_URL).';
    return new AwsTrouble(`could not reach ${at}: ${said}. ${todo}`, { cause: error });
  }
  if (is(unidentified)) {
    const todo =
      'Log in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
    return new AwsTrouble(`no valid credentials for ${at}: ${said}. ${todo}`, { cause: error });
  }
  if (is(forbidden)) {
    return new AwsTrouble(
      `${at} refused access: ${said}. docs/cli.md lists the rights that each command needs.`,
      { cause: error },
    );
  }
  if (is(missing)) {
    const where = `stage ${target.stage}, region ${target.region ?? 'of the profile'}`;
    const todo =
      'Check --stage and --region, or deploy it (npx serverless deploy --stage … --region …; docs/operating.md).';
    return new AwsTrouble(`Greenlight is not deployed (${where}): ${said}. ${todo}`, { cause: error });
  }
  if (is(busy)) {
    return new AwsTrouble(`${at} cannot answer at the moment: ${said}. Try again.`, { cause: error });
  }
  return undefined;
}
