import type { IncomingMessage } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Router } from './router.ts';

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

/**
 * The HTTP side of the router, on the loopback interface only. Requests whose Host is not a loopback name are
 * refused (a page of some other site could otherwise reach it by DNS rebinding), and so are those whose Origin
 * is not a page of this server.
 *
 * @param port 0 picks a free one
 * @throws the listen error (`code: 'EADDRINUSE'`) if the port is taken
 */
export async function startHttpFront(router: Router, port: number, mounts: Mounts = {}): Promise<HttpFront> {
  const routerAt = (path: string): Router | WebApp => {
    const mount = Object.keys(mounts).find((at) => path === at || path.startsWith(`${at}/`));
    return (mount !== undefined && mounts[mount]) || router;
  };
  const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
  app.use(async (c, next) => {
    const host = c.req.header('host') ?? '';
    const origin = c.req.header('origin');
    if (!isLoopback(`http://${host}`) || (origin !== undefined && origin !== `http://${host}`)) {
      const from = origin === undefined ? `Host "${host}"` : `Host "${host}", from a page of "${origin}"`;
      return c.text(`This server answers to loopback names only, and to no other page; got ${from}.\n`, 403);
    }
    return next();
  });
  app.all('*', async (c) => {
    // The raw URL: a parsed one has its `..` resolved, and a key may hold them.
    const raw = c.env.incoming.url ?? '/';
    const cut = raw.indexOf('?');
    const path = cut < 0 ? raw : raw.slice(0, cut);
    const rawQuery = cut < 0 ? '' : raw.slice(cut + 1);
    const mounted = routerAt(path);
    if ('fetch' in mounted) return mounted.fetch(c.req.raw);
    const response = await mounted.dispatch({
      method: c.req.method,
      path,
      query: new URLSearchParams(rawQuery),
      rawQuery,
      headers: Object.fromEntries(c.req.raw.headers),
      body: new Uint8Array(await c.req.arrayBuffer()),
    });
    const hasBody = c.req.method !== 'HEAD' && response.status !== 204 && response.status !== 304;
    const headers = new Headers(response.headers);
    for (const cookie of response.cookies ?? []) headers.append('set-cookie', cookie);
    return new Response(hasBody ? Buffer.from(response.body) : null, { status: response.status, headers });
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

function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return (
      hostname === '127.0.0.1' ||
      hostname === '[::1]' ||
      hostname === 'localhost' ||
      hostname.endsWith('.localhost')
    );
  } catch {
    return false;
  }
}
