import { UsageError } from '../usage-error.ts';

/** Where a command goes, as its options say. */
export interface TargetOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
}

export interface Target {
  readonly stage: string;
  /** Undefined where it is for the AWS profile to say. */
  readonly region: string | undefined;
  readonly endpointUrl: string | undefined;
  /** Whether it is an AWS on this machine. */
  readonly local: boolean;
  /** Credentials for a local AWS, which takes any; undefined where the SDK is to find them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** The options as they were typed, for a command that is offered to be typed next: ` --stage prod --region eu-west-1`. */
export const typedFlags = ({ stage, region, endpointUrl }: TargetOptions): string =>
  [
    ...(stage === undefined ? [] : [` --stage ${stage}`]),
    ...(region === undefined ? [] : [` --region ${region}`]),
    ...(endpointUrl === undefined ? [] : [` --endpoint-url ${endpointUrl}`]),
  ].join('');

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Options before environment before defaults. An endpoint URL on this machine's loopback is a local AWS: its stage is
 * `local`, its region us-east-1, and no credentials need be set up for it.
 */
export function targetOf(options: TargetOptions, env: Env): Target {
  const endpointUrl = options.endpointUrl ?? nonEmpty(env.AWS_ENDPOINT_URL);
  const local = endpointUrl !== undefined && isLoopback(endpointUrl);
  const own = nonEmpty(env.AWS_ACCESS_KEY_ID) ?? nonEmpty(env.AWS_PROFILE);
  return {
    endpointUrl,
    local,
    stage: options.stage ?? (local ? 'local' : 'dev'),
    region:
      options.region ??
      nonEmpty(env.AWS_REGION) ??
      nonEmpty(env.AWS_DEFAULT_REGION) ??
      (local ? 'us-east-1' : undefined),
    credentials: local && own === undefined ? { accessKeyId: 'local', secretAccessKey: 'local' } : undefined,
  };
}

const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) {
    throw new UsageError(
      `--endpoint-url (or AWS_ENDPOINT_URL): expected a URL such as http://127.0.0.1:4566, got "${url}".`,
    );
  }
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
