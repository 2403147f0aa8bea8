import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UsageError } from '../usage-error.ts';
import { troubleOf } from './aws-trouble.ts';
import { clockOf } from './clock-of.ts';
import { type ResourceNames, resourceNames } from './resource-names.ts';
import { type Target, type TargetOptions, targetOf } from './target.ts';

/** The AWS that a command talks to, and Greenlight's resources there. */
export interface Aws {
  readonly stage: string;
  readonly region: string;
  /** The caller's ARN. */
  readonly caller: string;
  readonly names: ResourceNames;
  // biome-ignore lint/suspicious/noExplicitAny: every SDK client has its own config type, and all take what is given here
  readonly clients: <C>(Client: new (config: any) => C) => C;
  /** Where an address of the deployed stack is reached: a local AWS serves all of them at its own. */
  served(url: string): string;
  /** AWS's time, epoch ms. A local AWS has its own, which may run faster than this machine's. */
  now(): Promise<number>;
}

/**
 * Does `work` with AWS.
 * @throws AwsTrouble if AWS cannot be reached, does not know the caller, or has no Greenlight
 */
export async function withAws<T>(options: TargetOptions, work: (aws: Aws) => Promise<T>): Promise<T> {
  const target = targetOf(options, process.env);
  try {
    return await work(await connect(target));
  } catch (error) {
    throw troubleOf(error, target) ?? error;
  }
}

/**
 * The same without an end.
 * @throws the SDK's error if AWS cannot be reached or does not know the caller (`troubleOf` says what to do)
 */
export async function connect(target: Target): Promise<Aws> {
  const { endpointUrl, region, credentials, stage } = target;
  const config = {
    ...(endpointUrl !== undefined && { endpoint: endpointUrl, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
    requestHandler: { connectionTimeout: 5000 },
  };
  const clients: Aws['clients'] = (Client) => new Client(config);
  const sts = clients(STSClient);
  const named = await regionOf(sts);
  const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return {
    stage,
    region: named,
    caller: Arn,
    names: resourceNames(stage, Account, named),
    clients,
    served: (url) => (endpointUrl !== undefined && target.local ? servedLocally(url, endpointUrl) : url),
    now: async () => (await clockOf(target)).now,
  };
}

/** The region that commands use: the option, the environment or the AWS profile. @throws UsageError without any */
export async function ownRegion(options: TargetOptions, env: NodeJS.ProcessEnv): Promise<string> {
  return targetOf(options, env).region ?? regionOf(new STSClient({}));
}

/** `https://<api>.execute-api.…/<path>` at a local AWS (docs/local-aws.md). */
function servedLocally(url: string, endpointUrl: string): string {
  const { hostname, pathname } = new URL(url);
  return new URL(`/_api/${hostname.split('.')[0]}${pathname}`, endpointUrl).href;
}

async function regionOf(client: STSClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new UsageError('no region: give --region, set AWS_REGION, or name one in the AWS profile.');
  }
}
