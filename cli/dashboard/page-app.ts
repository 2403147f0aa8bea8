import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import * as z from 'zod';
import { endpointNamePattern } from '../../core/artifact-key.ts';
import { actRequestSchema, type StreamMessage, whatIfSchema } from '../../core/dashboard/api.ts';
import { reportPage } from '../../core/report/report-page.ts';
import { type PageFiles, pageAt } from './page-files.ts';
import { isSame, refuseStrangers } from './page-guard.ts';
import { PageError, type PageSource } from './page-source.ts';

export interface PageOptions {
  readonly source: PageSource;
  readonly files: PageFiles;
  /** `/`, or `/_greenlight/`. */
  readonly base: string;
  /** What every request to the API has to know; undefined where whoever reaches the server may do all anyway. */
  readonly token?: string;
  /** Told of errors that nobody foresaw; the page is told only that there was one. */
  readonly onError: (error: unknown) => void;
}

/** More than any request of the page has. */
const mostBytes = 16_384;
/** Pages that are open at a time. */
const mostStreams = 40;

const rolloutName = z.string().regex(/^[\w.-]{1,250}$/);
const endpointName = z.string().regex(endpointNamePattern);

/**
 * The page and its API (core/dashboard/api.ts). The page's own files hold nothing that is secret, so they are answered
 * without the token: a link from elsewhere comes without the cookie, and the page's own requests then have it.
 */
export function pageApp(options: PageOptions): Hono {
  const { source, files, base, token, onError } = options;
  const app = new Hono({ strict: false });

  app.use(async (c, next) => {
    await next();
    // A report has its style within itself, and no script.
    if (isReport(c.req.path)) c.header('content-security-policy', reportPolicy);
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'self'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
      // There is no certificate for this machine's own addresses.
      strictTransportSecurity: false,
    }),
  );
  app.use(async (c, next) => {
    refuseStrangers({
      method: c.req.method,
      host: c.req.header('host') ?? new URL(c.req.url).host,
      origin: c.req.header('origin'),
      site: c.req.header('sec-fetch-site'),
      contentType: c.req.header('content-type'),
    });
    await next();
    c.header('cache-control', 'no-store');
  });
  app.use(
    bodyLimit({
      maxSize: mostBytes,
      onError: () => {
        throw new PageError(413, `Expected at most ${mostBytes} bytes.`);
      },
    }),
  );
  app.onError((error, c) => {
    if (error instanceof PageError) return c.json({ error: error.message }, error.status);
    onError(error);
    return c.json({ error: 'The page’s server has failed; its terminal says how.' }, 500);
  });
  app.notFound((c) => c.json({ error: `There is nothing at ${c.req.path}.` }, 404));

  const at = app.basePath(base.replace(/\/$/, ''));
  if (token !== undefined) at.use('*', tokenIn(token, base));
  at.get('/', (c) => html(c, files, base));
  at.get('/r/:rollout', (c) => html(c, files, base));
  at.route('/api', api(source));
  at.get('/:file', (c) => {
    const name = c.req.param('file');
    const file = files.get(name);
    if (file === undefined || name === 'index.html') return c.notFound();
    return c.body(file.body, 200, { 'content-type': file.type });
  });
  return app;
}

const isReport = (path: string): boolean => /\/api\/rollouts\/[^/]+\/report$/.test(path);
const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const html = (c: Context, files: PageFiles, base: string): Response => {
  const page = files.get('index.html');
  if (page === undefined) throw new Error('the page has no index.html');
  return c.body(pageAt(page, base), 200, { 'content-type': page.type }) as Response;
};

/**
 * The token comes once, in the address, and from then on as a cookie: scripts cannot read it, and EventSource, which
 * takes no headers, sends it too. `Strict`: no other site's page can make the browser send it. Cookies do not heed ports,
 * so its name has the port: two dashboards do not take each other's.
 */
function tokenIn(token: string, base: string) {
  return async (c: Context, next: () => Promise<void>): Promise<Response | undefined> => {
    const { searchParams, pathname, port } = new URL(c.req.url);
    const name = `greenlight_page_${port || '80'}`;
    const given = searchParams.get('token');
    if (given !== null) {
      if (!isSame(given, token))
        throw new PageError(403, `token: this is not the one of this server. ${whereToken}`);
      setCookie(c, name, token, { path: base, httpOnly: true, sameSite: 'Strict' });
      searchParams.delete('token');
      const rest = searchParams.size === 0 ? '' : `?${searchParams}`;
      // Never to another host: `//name` would be one.
      return c.redirect(`${pathname.replace(/^\/+/, '/')}${rest}`, 303);
    }
    if (pathname.startsWith(`${base}api/`) && !isSame(getCookie(c, name), token))
      throw new PageError(401, `The token is missing. ${whereToken}`);
    await next();
    return undefined;
  };
}

const whereToken = 'Open the address that "npx greenlight dashboard" has printed.';

function api(source: PageSource): Hono {
  const app = new Hono();
  let streams = 0;

  app.get('/session', async (c) => c.json(await source.session()));
  app.get('/endpoints', async (c) => c.json(await source.endpoints()));
  app.get('/endpoints/:endpoint/rollouts', async (c) => {
    const endpoint = named(endpointName, c.req.param('endpoint'), 'No endpoint has such a name.');
    return c.json(known(await source.past(endpoint), `No rollout of endpoint ${endpoint} is known here.`));
  });
  app.get('/rollouts/:rollout', async (c) => {
    const rollout = named(rolloutName, c.req.param('rollout'), 'No rollout has such a name.');
    return c.json(known(await source.rollout(rollout), unknownRollout(rollout)));
  });
  app.get('/rollouts/:rollout/report', async (c) => {
    const rollout = named(rolloutName, c.req.param('rollout'), 'No rollout has such a name.');
    return c.html(reportPage(known(await source.rollout(rollout), unknownRollout(rollout)).recording));
  });
  app.post('/rollouts/:rollout/actions', async (c) => {
    const rollout = named(rolloutName, c.req.param('rollout'), 'No rollout has such a name.');
    const request = parsed(actRequestSchema, await bodyOf(c));
    return c.json(known(await source.act(rollout, request), unknownRollout(rollout)));
  });
  app.post('/simulation', async (c) => {
    if (source.simulate === undefined) throw new PageError(404, 'This is no simulation.');
    return c.json(await source.simulate(parsed(whatIfSchema, await bodyOf(c))));
  });
  app.get('/stream', (c) => {
    const asked = c.req.query('rollout');
    // A name that cannot be one is refused where the page asks for it: the connection itself is well.
    const rollout = rolloutName.safeParse(asked).data;
    if (streams >= mostStreams)
      throw new PageError(429, `${mostStreams} pages are open already. Close some.`);
    streams += 1;
    return streamSSE(c, async (stream) => {
      const ended = new Promise<void>((resolve) => stream.onAbort(resolve));
      const stop = source.watch(rollout, (message: StreamMessage) => {
        stream.writeSSE({ data: JSON.stringify(message) }).catch(() => undefined);
      });
      await ended;
      stop();
      streams -= 1;
    });
  });
  return app;
}

const unknownRollout = (rollout: string): string => `No rollout ${rollout} is known here.`;

function known<T>(found: T | undefined, otherwise: string): T {
  if (found === undefined) throw new PageError(404, otherwise);
  return found;
}

async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new PageError(400, 'Expected JSON.');
  }
}

const named = (schema: z.ZodString, given: string, otherwise: string): string =>
  known(schema.safeParse(given).data, otherwise);

function parsed<S extends z.ZodType>(schema: S, given: unknown): z.infer<S> {
  const read = schema.safeParse(given);
  if (!read.success) throw new PageError(400, z.prettifyError(read.error));
  return read.data;
}
