import { crc32 } from 'node:zlib';
import { localRegion } from '../context.ts';
import { inProcessHandler } from '../transport/in-process.ts';
import { callOf, type Router } from '../transport/router.ts';
import { operationOf, outputOf, readResponse, type SdkClient, type SdkCommand } from './direct-call.ts';
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
  S3: {
    service: 's3',
    operations: [
      ...['GetObject', 'HeadObject', 'ListObjectsV2', 'ListObjectVersions'],
      ...['PutObject', 'CopyObject', 'DeleteObject', 'DeleteObjects'],
    ],
  },
};

/** To what these send, the client's middleware adds a checksum. */
const summed: readonly string[] = ['PutObject', 'DeleteObjects'];

/** Whether the middleware has another part in it: a stream, a checksum of the caller's choice, or a key of the caller's. */
const isUnusual = ({ Body, ...members }: Readonly<Record<string, unknown>>): boolean =>
  !(Body === undefined || typeof Body === 'string' || Body instanceof Uint8Array) ||
  Object.keys(members).some((name) => name !== 'ChecksumMode' && /^Checksum|SSECustomer/.test(name));

/** An invocation with nothing but its payload: it needs no request. */
const isWaitedFor = ({ FunctionName, Payload, InvocationType, ...more }: Readonly<Record<string, unknown>>) =>
  typeof FunctionName === 'string' &&
  FunctionName !== '' &&
  (Payload === undefined || typeof Payload === 'string' || Payload instanceof Uint8Array) &&
  (InvocationType === undefined || InvocationType === 'RequestResponse') &&
  Object.keys(more).length === 0;

/** Names that need no encoding in a path. */
const plainBucket = /^[a-z0-9.-]+$/;

/**
 * A client some of whose requests skip the middleware: endpoints, retries, signatures, user agents. They are requests all
 * the same; only an invocation is none. Undefined where all of its service's take the whole way.
 *
 * @param prototype a client of the same class
 * @param wire the client whose requests take the whole way
 */
export function directRequests(
  prototype: SdkClient,
  wire: () => SdkClient,
  router: () => Router,
  retries: Retries | undefined,
): SdkClient | undefined {
  const { config } = prototype;
  const way = straight[config.serviceId];
  if (way === undefined) return undefined;
  const handler = inProcessHandler({ dispatch: (request) => router().dispatch(request) });
  const authorization = authorizationFor(way.service, localRegion);
  const send = async (command: SdkCommand): Promise<unknown> => {
    const { schema } = command;
    const [, , operation] = schema;
    const input = command.input as Readonly<Record<string, unknown>>;
    if (way.service === 'lambda' && operation === 'Invoke' && isWaitedFor(input)) {
      const attempt = async () =>
        outputOf(config, command, await callOf(router(), { service: 'lambda', operation, input }));
      return retries?.run(attempt) ?? attempt();
    }
    const isPlain = way.service !== 's3' || plainBucket.test(String(input.Bucket));
    if (!isPlain || way.operations?.includes(operation) === false || isUnusual(input))
      return wire().send(command);
    const path = way.service === 's3' ? `/${input.Bucket}` : '/';
    const endpoint = async () => ({ protocol: 'http:', hostname: '127.0.0.1', port: 4566, path });
    const request = await config.protocol.serializeRequest(
      operationOf(schema),
      // As the client asks for the checksum of what it reads.
      operation === 'GetObject' ? { ChecksumMode: 'ENABLED', ...input } : input,
      Object.assign(Object.create(config), { endpoint }),
    );
    request.headers.authorization = authorization;
    if (summed.includes(operation)) Object.assign(request.headers, checksumOf(request.body));
    const attempt = async () => {
      const { response } = await handler.handle(request);
      return readResponse(config, schema, response);
    };
    return retries?.run(attempt) ?? attempt();
  };
  return Object.assign(Object.create(prototype), { send });
}

/** As the client adds it: the SDKs' usual algorithm. */
function checksumOf(body: unknown): Record<string, string> {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body === undefined ? '' : (body as string | Uint8Array)));
  return { 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-checksum-crc32': sum.toString('base64') };
}
