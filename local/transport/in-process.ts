import { Readable } from 'node:stream';
import type { HttpHandlerOptions, HttpRequest as IHttpRequest } from '@smithy/types';
import type { Router } from './router.ts';
import type { WireRequest } from './wire.ts';

/** A request as SDK clients hand it to their request handler. */
export type SdkRequest = Pick<IHttpRequest, 'method' | 'path' | 'query' | 'headers'> & { body?: unknown };

/**
 * A `requestHandler` for real SDK clients that goes straight into the router: same bytes as over HTTP, no
 * sockets. So handlers run deterministically under a virtual clock.
 */
export function inProcessHandler(router: Router) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, _options?: HttpHandlerOptions) {
      const response = await router.dispatch(await wireRequestOf(request));
      const bytes = Buffer.from(response.body);
      // S3's GetObject expects a stream. Making one of each small answer takes a tenth of the time of a story.
      const body = request.method === 'GET' ? Readable.from([bytes], { objectMode: false }) : bytes;
      return { response: { statusCode: response.status, headers: { ...response.headers }, body } };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

async function wireRequestOf(request: SdkRequest): Promise<WireRequest> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const item of Array.isArray(value) ? value : [value ?? '']) query.append(name, item);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method: request.method, path: request.path, query, headers, body: await bytesOf(request.body) };
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  // Adapters of the SDK subclass Uint8Array and warn when used as text: a plain view of the same bytes is what is meant.
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array | string>) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
