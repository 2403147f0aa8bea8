import { localRegion } from '../context.ts';
import { inProcessHandler } from '../transport/in-process.ts';
import type { Router } from '../transport/router.ts';
import type { RetriesOf } from './retries.ts';
import type { ClientFactory } from './seam.ts';

/**
 * Names the service and region that a request is for, as a signature does, and signs nothing: signatures are not
 * checked here, and computing them takes a tenth of a story's time.
 */
class ScopeOnly {
  readonly #authorization: string;

  constructor({ region, service }: { readonly region: string; readonly service: string }) {
    this.#authorization = authorizationFor(service, region);
  }

  async sign<T extends { readonly headers: Record<string, string> }>(request: T): Promise<T> {
    request.headers.authorization = this.#authorization;
    return request;
  }
}

/** The header that names a service and a region, as a signature does. */
export const authorizationFor = (service: string, region: string): string =>
  `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;

/** What a client would else look for in files and the environment, at its first request. */
export const clientSettings = {
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  endpoint: 'http://127.0.0.1:4566',
  signerConstructor: ScopeOnly,
  // The SDK waits between attempts in the host's time (see retries.ts).
  maxAttempts: 1,
  retryMode: 'standard',
  defaultsMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: async () => undefined,
  // DynamoDB only.
  accountIdEndpointMode: 'disabled',
  endpointDiscoveryEnabled: false,
  // S3 only: without it the bucket would be part of the host name.
  forcePathStyle: true,
} as const;

/**
 * Real SDK clients whose requests go straight into `router`. Nothing is dialled: the endpoint only completes
 * the request's URL.
 *
 * @param retriesOf how calls are tried again; without it, each is tried once
 */
export function sdkClients(router: () => Router, retriesOf?: RetriesOf): ClientFactory {
  const requestHandler = inProcessHandler({ dispatch: (request) => router().dispatch(request) });
  return (Client) => {
    const retries = retriesOf?.(Client.name);
    return new Client({
      ...clientSettings,
      requestHandler,
      ...(retries && { maxAttempts: retries.maxAttempts, retryStrategy: retries.strategy }),
    });
  };
}
