import { localRegion } from '../context.ts';
import { inProcessHandler } from '../transport/in-process.ts';
import type { Router } from '../transport/router.ts';
import type { ClientFactory } from './seam.ts';

/**
 * Real SDK clients whose requests go straight into `router`. Nothing is dialled: the endpoint only completes
 * the request's URL. One attempt each, since the SDK waits between attempts in the host's time.
 */
export function sdkClients(router: () => Router): ClientFactory {
  const requestHandler = inProcessHandler({ dispatch: (request) => router().dispatch(request) });
  return (Client) =>
    new Client({
      region: localRegion,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      endpoint: 'http://127.0.0.1:4566',
      maxAttempts: 1,
      requestHandler,
      // S3 only: without it the bucket would be part of the host name.
      forcePathStyle: true,
    });
}
