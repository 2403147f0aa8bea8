import { localRegion } from '../context.ts';
import { inProcessHandler } from '../transport/in-process.ts';
import type { Router } from '../transport/router.ts';
import { operationOf, readResponse, type SdkClient, type SdkCommand } from './direct-call.ts';
import type { Retries } from './retries.ts';
import { authorizationFor } from './sdk-clients.ts';

interface Straight {
  /** The name that requests are signed for. */
  readonly service: string;
  /** All, if left out. */
  readonly operations?: readonly string[];
}

/** What goes from the SDK's protocol straight to the service, by the SDK's names of services. */
const straight: Readonly<Record<string, Straight>> = {
  Lambda: { service: 'lambda' },
  // In the others the middleware has a part: it adds checksums to what is written.
  S3: { service: 's3', operations: ['GetObject', 'HeadObject', 'ListObjectsV2', 'ListObjectVersions'] },
};

/** Names that need no encoding in a path. */
const plainBucket = /^[a-z0-9.-]+$/;

/**
 * The client `wire`, some of whose requests skip the middleware: endpoints, retries, signatures, user agents. They are
 * requests all the same. Undefined where none of its service's do.
 */
export function directRequests(
  wire: SdkClient,
  router: () => Router,
  retries: Retries | undefined,
): SdkClient | undefined {
  const { config } = wire;
  const way = straight[config.serviceId];
  if (way === undefined) return undefined;
  const handler = inProcessHandler({ dispatch: (request) => router().dispatch(request) });
  const authorization = authorizationFor(way.service, localRegion);
  const send = async (command: SdkCommand): Promise<unknown> => {
    const { schema } = command;
    const [, , operation] = schema;
    const input = command.input as Readonly<Record<string, unknown>>;
    const isPlain = way.service !== 's3' || plainBucket.test(String(input.Bucket));
    if (!isPlain || way.operations?.includes(operation) === false) return wire.send(command);
    const path = way.service === 's3' ? `/${input.Bucket}` : '/';
    const endpoint = async () => ({ protocol: 'http:', hostname: '127.0.0.1', port: 4566, path });
    const request = await config.protocol.serializeRequest(
      operationOf(schema),
      // As the client asks for the checksum of what it reads.
      operation === 'GetObject' ? { ChecksumMode: 'ENABLED', ...input } : input,
      Object.assign(Object.create(config), { endpoint }),
    );
    request.headers.authorization = authorization;
    const attempt = async () => {
      const { response } = await handler.handle(request);
      return readResponse(config, schema, response);
    };
    return retries?.run(attempt) ?? attempt();
  };
  return Object.assign(Object.create(wire), { send });
}
