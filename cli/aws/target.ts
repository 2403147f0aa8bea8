import { UsageError } from '../usage-error.ts';

/** The options that say where a command goes. */
export interface TargetOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
}

export interface Target {
  readonly stage: string;
  /** Undefined if the AWS profile decides it. */
  readonly region: string | undefined;
  readonly endpointUrl: string | undefined;
  /** Whether it is an AWS on this machine. */
  readonly local: boolean;
  /** Credentials for a local AWS, which accepts any; undefined if the SDK must find them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** The options as typed, to append to a suggested next command: ` --stage prod --region eu-west-1`. */
export const typedFlags = ({ stage, region, endpointUrl }: TargetOptions): string =>
  [
    ...(stage === undefined ? [] : [` --stage ${stage}`]),
    ...(region === undefined ? [] : [` --region ${region}`]),
    ...(endpointUrl === undefined ? [] : [` --endpoint-url ${endpointUrl}`]),
  ].join('');

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Options take precedence over the environment, and the environment over defaults. An endpoint URL on this
 * machine's loopback is a local AWS: its stage is `local`, its region us-east-1, and it needs no credentials.
 */
export function targetOf(options: TargetOptions, env: Env): Target {
  const endpointUrl = options.endpointUrl ?? nonEmpty(env.AWS_ENDPOINT_URL);
  const local = endpointUrl !== undefined && isLoopback(endpointUrl);
  const region =
    options.region ??
    nonEmpty(env.AWS_REGION) ??
    nonEmpty(env.AWS_DEFAULT_REGION) ??
    (local ? 'us-east-1' : undefined);
  if (region !== undefined && !/^[a-z0-9-]+$/.test(region))
    throw new UsageError(`--region (or AWS_REGION): expected a region such as eu-west-1, got "${region}".`);
  const own = nonEmpty(env.AWS_ACCESS_KEY_ID) ?? nonEmpty(env.AWS_PROFILE);
  return {
    endpointUrl,
    local,
    stage: options.stage ?? (local ? 'local' : 'dev'),
    region,
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
