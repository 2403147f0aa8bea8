import type { IncomingMessage } from 'node:http';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AwsError } from './aws-error.ts';
import { type BodyLimits, bodyLimits } from './body-limits.ts';
import { isSafe, refusalOf } from './browser-guard.ts';
import { operationName } from './operation-name.ts';
import { type Router, serviceIdOf } from './router.ts';
import type { WireRequest, WireResponse } from './wire.ts';

export interface HttpFront {
  /** Where clients reach it: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** A server of its own beside AWS: its answers may be streams. */
interface WebApp {
  fetch(request: Request): Response | Promise<Response>;
}

/** What is served beside AWS, by path: a mount at `/_clock` gets `/_clock` and all beneath it. */
export type Mounts = Readonly<Record<string, Router | WebApp>>;

type Asked = Context<{ Bindings: { incoming: IncomingMessage } }>;

/**
 * The HTTP side of the router, on the loopback interface only. What a page of another site could send is refused
 * (browser-guard.ts), and so are bodies beyond the limits, with 413.
 *
 * @param port 0 picks a free one
 * @throws the listen error (`code: 'EADDRINUSE'`) if the port is taken
 */
export async function startHttpFront(
  router: Router,
  port: number,
  mounts: Mounts = {},
  limits: BodyLimits = bodyLimits,
): Promise<HttpFront> {
  const routerAt = (path: string): Router | WebApp => {
    const mount = Object.keys(mounts).find((at) => path === at || path.startsWith(`${at}/`));
    return (mount !== undefined && mounts[mount]) || router;
  };
  const mostFor = (request: WireRequest): number => {
    const mounted = routerAt(request.path);
    if ('fetch' in mounted) return limits.page;
    return mounted === router && serviceIdOf(request) === 's3' ? limits.object : limits.request;
  };
  const refuse = (error: AwsError, request: WireRequest): Response => {
    const refused = routerAt(request.path) === router ? router.refuse?.(error, request) : undefined;
    return refused === undefined
      ? new Response(`${error.message}\n`, { status: error.status })
      : responseOf(refused, request.method);
  };

  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  app.use(async (c, next) => {
    const from = refusalOf({
      host: c.req.header('host') ?? '',
      origin: c.req.header('origin'),
      site: c.req.header('sec-fetch-site'),
    });
    if (from === undefined) return next();
    return c.text(`This server answers to loopback names only, and to no other page; got ${from}.\n`, 403);
  });
  app.use((c, next) => {
    const request = requestOf(c);
    const maxSize = mostFor(request);
    const onError = () => refuse(tooLarge(serviceIdOf(request), maxSize), request);
    return bodyLimit({ maxSize, onError })(c, next);
  });
  app.all('*', async (c) => {
    const mounted = routerAt(requestOf(c).path);
    if ('fetch' in mounted) return mounted.fetch(c.req.raw);
    const request = requestOf(c, new Uint8Array(await c.req.arrayBuffer()));
    if (mounted === router && !isSafe(request)) return refuse(notByGet(request), request);
    return responseOf(await mounted.dispatch(request), c.req.method);
  });

  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (info) => {
      server.off('error', reject);
      resolve({
        url: `http://127.0.0.1:${info.port}`,
        port: info.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', reject);
  });
}

/** By the raw URL: a parsed one has its `..` resolved, and a key may hold them. */
function requestOf(c: Asked, body = new Uint8Array()): WireRequest {
  const raw = c.env.incoming.url ?? '/';
  const cut = raw.indexOf('?');
  const rawQuery = cut < 0 ? '' : raw.slice(cut + 1);
  return {
    method: c.req.method,
    path: cut < 0 ? raw : raw.slice(0, cut),
    query: new URLSearchParams(rawQuery),
    rawQuery,
    headers: Object.fromEntries(c.req.raw.headers),
    body,
  };
}

function responseOf(response: WireResponse, method: string): Response {
  const hasBody = method !== 'HEAD' && response.status !== 204 && response.status !== 304;
  const headers = new Headers(response.headers);
  for (const cookie of response.cookies ?? []) headers.append('set-cookie', cookie);
  return new Response(hasBody ? Buffer.from(response.body) : null, { status: response.status, headers });
}

const tooLarge = (service: string, most: number): AwsError =>
  new AwsError(
    service === 's3' ? 'EntityTooLarge' : 'RequestEntityTooLarge',
    `The local AWS takes at most ${most} bytes in such a request.`,
    {
      status: 413,
    },
  );

function notByGet(request: WireRequest): AwsError {
  const operation = operationName(serviceIdOf(request), request);
  return new AwsError(
    'MethodNotAllowed',
    `The local AWS takes ${operation} by POST only: by ${request.method} a link or an image of any web page could make it.`,
    { status: 405 },
  );
}
