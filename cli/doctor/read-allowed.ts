import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws } from '../aws/aws.ts';

/** The lists given at deploy time. */
interface Allowed {
  readonly images: readonly string[];
  readonly roles: readonly string[];
  /** Undefined for a deployment that is older. */
  readonly keys: readonly string[] | undefined;
  readonly webhookHosts: readonly string[];
  readonly functions: readonly string[];
  /** Whether links have a public address. */
  readonly publicAddress: boolean;
}

/**
 * What the stage allows manifests to name: as the deployed function that decides about releases is told it, in its
 * environment. Throws the SDK's errors: there may be no deployment, or no right to read that.
 */
export async function readAllowed({ clients, names }: Aws): Promise<Allowed | undefined> {
  const read = new GetFunctionCommand({ FunctionName: names.resolveRelease });
  const { Configuration } = await clients(LambdaClient).send(read);
  const variables = Configuration?.Environment?.Variables;
  if (variables === undefined) return undefined;
  const list = (name: string) => (variables[name] ?? '').split(',').filter((text) => text !== '');
  return {
    images: list('ALLOWED_IMAGES'),
    roles: list('ALLOWED_ROLES'),
    keys: variables.ALLOWED_KEYS === undefined ? undefined : list('ALLOWED_KEYS'),
    webhookHosts: list('ALLOWED_WEBHOOK_HOSTS'),
    functions: list('ALLOWED_FUNCTIONS'),
    publicAddress: (variables.DECIDE_URL ?? '') !== '',
  };
}
