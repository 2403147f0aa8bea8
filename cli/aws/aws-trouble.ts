import type { Target } from './target.ts';

/** AWS could not be reached or used: exit code 3 (docs/cli.md). The message says why and what to do. */
export class AwsTrouble extends Error {
  override readonly name = 'AwsTrouble';
}

/** Somebody's error, as its message is written. */
interface Seen {
  /** AWS's text, or what there is instead. */
  readonly said: string;
  readonly target: Target;
  /** Which AWS: its address, or `AWS`. */
  readonly at: string;
}

/** A kind of trouble: the errors' names or codes, if need be a pattern of their text, and what is told of it. */
interface Kind {
  readonly codes: ReadonlySet<string>;
  readonly text?: RegExp;
  readonly told: (seen: Seen) => string;
}

const unidentified = [
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
] as const;

const logIn = 'Log in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';

/** The first that fits tells. */
const kinds: readonly Kind[] = [
  {
    // Each region has a host of its own: there is none for a name that is not a region.
    codes: new Set(['ENOTFOUND', 'EAI_AGAIN']),
    told: ({ said, target, at }) =>
      target.endpointUrl === undefined && target.region !== undefined
        ? `could not find AWS in region ${target.region}: ${said}. Check --region (AWS_REGION): is there such a region? If there is, check the network.`
        : `could not reach ${at}: ${said}. Check the network, --region and --endpoint-url (AWS_ENDPOINT_URL).`,
  },
  {
    codes: new Set([
      ...['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH'],
      ...['EPIPE', 'ETIMEDOUT', 'TimeoutError'],
    ]),
    told: ({ said, target, at }) =>
      `could not reach ${at}: ${said}. ${
        target.local
          ? 'Start the local AWS with "npx greenlight local", or check --endpoint-url (AWS_ENDPOINT_URL).'
          : 'Check the network, --region and --endpoint-url (AWS_ENDPOINT_URL).'
      }`,
  },
  {
    codes: new Set(unidentified),
    // AWS says so of requests that are dated too early or too late.
    text: /signature (?:expired|not yet current)|skewed|request has expired/i,
    told: ({ said, at }) =>
      `${at} refused the request's time: ${said}. Set this machine's clock right, and try again.`,
  },
  {
    codes: new Set(['ExpiredToken', 'ExpiredTokenException']),
    told: (seen) => expired(seen),
  },
  { codes: new Set(unidentified), text: /expired/i, told: (seen) => expired(seen) },
  {
    codes: new Set(['CredentialsProviderError', 'TokenProviderError']),
    told: ({ said, at }) => `no credentials for ${at}: ${said}. ${logIn}`,
  },
  {
    // AWS answers so in a region that the account has not enabled, too.
    codes: new Set(['InvalidClientTokenId', 'UnrecognizedClientException']),
    told: ({ said, target, at }) =>
      `${at} does not know these credentials: ${said}. ${logIn} Or the account has not enabled region ${regionText(target)}: check --region.`,
  },
  {
    codes: new Set(unidentified),
    told: ({ said, at }) => `${at} does not accept these credentials: ${said}. ${logIn}`,
  },
  {
    codes: new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'Forbidden']),
    told: ({ said, at }) => {
      const right = /not authorized to perform:? ([\w-]+:\w+)/.exec(said)?.[1];
      const missing = right === undefined ? 'a right is missing' : `the right ${right} is missing`;
      return `${at} refused access, ${missing}: ${said}. "npx greenlight docs cli" lists the rights that each command needs.`;
    },
  },
  {
    codes: new Set([
      'PermanentRedirect',
      'AuthorizationHeaderMalformed',
      'IllegalLocationConstraintException',
    ]),
    told: ({ said, target }) =>
      `the bucket is in another region than ${regionText(target)}: ${said}. Check --region (AWS_REGION).`,
  },
  {
    // The first is for the table and the function, the second for the bucket.
    codes: new Set(['ResourceNotFoundException', 'NoSuchBucket']),
    told: ({ said, target }) =>
      `Greenlight is not deployed (stage ${target.stage}, region ${regionText(target)}): ${said}. Check --stage and --region, or deploy it (npx greenlight deploy --stage … --region …; "npx greenlight docs install").`,
  },
  {
    codes: new Set([
      ...['InternalServerError', 'ServiceException', 'ServiceUnavailable', 'SlowDown'],
      ...['Throttling', 'ThrottlingException', 'TooManyRequestsException'],
    ]),
    told: ({ said, at }) => `${at} cannot answer at the moment: ${said}. Try again.`,
  },
];

const expired = ({ said, at }: Seen): string =>
  `the login to ${at} has expired: ${said}. Log in again (aws sso login), or get new credentials of the session.`;

const regionText = ({ region }: Target): string => region ?? 'of the profile';

/** What to do about an error of an SDK call; undefined if somebody at a terminal cannot fix it. */
export function troubleOf(error: unknown, target: Target): AwsTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const codes = [error.name, 'code' in error ? String(error.code) : ''];
  const said = (error.message || codes.join(' ').trim()).replace(/\.$/, '');
  const kind = kinds.find(
    ({ codes: known, text }) => codes.some((code) => known.has(code)) && (text?.test(said) ?? true),
  );
  const at = target.endpointUrl ?? 'AWS';
  return kind && new AwsTrouble(kind.told({ said, target, at }), { cause: error });
}
