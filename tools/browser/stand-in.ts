import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Session, StreamMessage } from '../../core/dashboard/api.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import type { WebFiles } from '../page/web-file.ts';
import type { OpenedPage } from './browser-test.ts';
import { type Acted, backed, endpoints, pageOf, sceneNow, session, storyNamed } from './scenes.ts';
import type { Story } from './story.ts';

/** What a scene is given: a page of its own, and the server behind it. */
export interface Given extends OpenedPage {
  readonly server: StandIn;
}

/** A stand-in for the page's server, which answers with scenes. Tests turn its knobs. */
export interface StandIn {
  readonly url: string;
  /** How many endpoints there are. */
  count: number;
  /** What is under way at `fraud`. */
  live: Story;
  mode: Session['mode'];
  /** What was pressed, the newest last. */
  readonly acted: Acted[];
  readonly simulated: unknown[];
  /** Tells all open pages. */
  tell(message: StreamMessage): void;
  /** Cuts all connections, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** What the real server sends, too: nothing on the page may need more than that. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

export async function standIn(files: WebFiles): Promise<StandIn> {
  const streams = new Set<ServerResponse>();
  let isCut = false;
  const server = createServer((request, response) => {
    if (isCut) return void request.socket.destroy();
    response.setHeader('content-security-policy', policy);
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ error: String(error) }));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const json = (body: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const [, rollout = '', what] = /^\/api\/rollouts\/([^/]+)(\/actions)?$/.exec(pathname) ?? [];
    if (pathname === '/api/session') return json(session(self.mode, now()));
    if (pathname === '/api/endpoints') return json(endpoints(self.count));
    if (pathname === '/api/simulation') {
      self.simulated.push(await bodyOf(request));
      return json({
        ...session(self.mode),
        simulation: { ...session('simulation').simulation, whatIf: self.simulated.at(-1) },
      });
    }
    if (pathname === '/api/stream') return stream(response);
    if (rollout !== '') {
      const story = storyNamed(rollout, self.live);
      if (story === undefined) return json({ error: `No rollout ${rollout} is known here.` }, 404);
      if (what === undefined) return json(pageOf(story));
      self.acted.push({ rollout, ...((await bodyOf(request)) as Omit<Acted, 'rollout'>) });
      return json({ done: true, text: 'The abort was asked for.' });
    }
    const name = pathname === '/' || pathname.startsWith('/r/') ? 'index.html' : pathname.slice(1);
    const file = files[name];
    if (file === undefined) return json({ error: `There is nothing at ${pathname}.` }, 404);
    response.writeHead(200, { 'content-type': file.type });
    response.end(file.body);
  }

  function stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    streams.add(response);
    // As the server does: without its clock, the page takes the connection for lost.
    const clock = setInterval(() => send(response, { kind: 'clock', now: now() }), 5000);
    response.on('close', () => {
      clearInterval(clock);
      streams.delete(response);
    });
    send(response, { kind: 'clock', now: now() });
  }

  /** Of a rollout under way, just after it was last read. */
  const now = () =>
    self.live.source === 'live'
      ? epochMsOf(self.live.startedAt) + self.live.until * 60_000 + 9000
      : epochMsOf(sceneNow);

  const send = (response: ServerResponse, message: StreamMessage) =>
    response.write(`data: ${JSON.stringify(message)}\n\n`);

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ...{ count: 12, live: backed, mode: 'aws', acted: [], simulated: [] },
    tell: (message) => {
      for (const response of streams) send(response, message);
    },
    cut: () => {
      isCut = true;
      server.closeAllConnections();
    },
    mend: () => {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString());
}

/** The instant of a scene, so many minutes later. */
export const later = (minutes: number) => instantAt(epochMsOf(sceneNow) + minutes * 60_000);
