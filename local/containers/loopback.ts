import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { withinHostTime } from '../clock/host.ts';

export interface LoopbackRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface LoopbackResponse {
  readonly status: number;
  /** Names in lower case; the values of a repeated header joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the connection itself says is not the model's answer. */
const hopByHop = new Set(['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding']);

/**
 * One request to a container on this host, given up after `limitMs` milliseconds of the host's time.
 * @throws the socket's error, or `timedOut()`
 */
export async function send(
  agent: Agent,
  port: number,
  toSend: LoopbackRequest,
  limitMs: number,
  timedOut: () => Error,
): Promise<LoopbackResponse> {
  const abort = new AbortController();
  return withinHostTime(exchange(agent, port, toSend, abort.signal), limitMs, () => {
    abort.abort();
    return timedOut();
  });
}

async function exchange(
  agent: Agent,
  port: number,
  toSend: LoopbackRequest,
  signal: AbortSignal,
): Promise<LoopbackResponse> {
  const { method, path, headers, body } = toSend;
  const outgoing = request({
    agent,
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...withoutHopByHop(headers), 'content-length': `${body.length}` },
    signal,
  });
  let incoming: IncomingMessage;
  try {
    incoming = await responseTo(outgoing, body);
  } catch (error) {
    // The container closed an idle connection just as it was taken up again; a new connection tells more.
    const isStale = outgoing.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET';
    if (isStale) return exchange(agent, port, toSend, signal);
    throw error;
  }
  return {
    status: incoming.statusCode as number,
    headers: withoutHopByHop(incoming.headers),
    body: await buffer(incoming),
  };
}

const responseTo = (outgoing: ClientRequest, body: Uint8Array): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const withoutHopByHop = (headers: Readonly<NodeJS.Dict<string | string[]>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name.toLowerCase())
        ? []
        : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
