import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

/** A POST to addresses that were looked at before: the host's name is not resolved again, so nobody can swap them. */
export interface PinnedPost {
  readonly url: URL;
  /** The only ones that are dialled. */
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends it, the reading of the answer too. */
  readonly signal: AbortSignal;
  /** The longest answer that is read. */
  readonly maxBytes: number;
}

/** Redirects come as any other status: nothing is followed. */
export type Posted =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'too-long'; readonly status: number };

/** Makes the POST. @throws Error where there is no answer: no connection, a certificate of another, the signal */
export type Post = (post: PinnedPost) => Promise<Posted>;

/** Gives all addresses of a host. @throws Error where there is none */
export type Resolve = (host: string) => Promise<readonly { address: string; family: 4 | 6 }[]>;

/** As this machine resolves it. */
export const resolveHost: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/**
 * Posts by Node's own client; over TLS, the certificate must be the host name's, whatever the address is.
 *
 * @param trust certificates to be trusted instead of the usual authorities', in PEM
 */
export const pinnedPost =
  (trust?: string): Post =>
  async ({ url, addresses, headers, body, signal, maxBytes }) => {
    const pinned: LookupFunction = (_host, options, done) => {
      const [first] = addresses;
      if (first === undefined) done(new Error('no address to dial'), '');
      else if (options.all) done(null, [...addresses]);
      else done(null, first.address, first.family);
    };
    const options = {
      method: 'POST',
      // Its own agent: no connection that another request has left open is taken up.
      agent: false,
      lookup: pinned,
      signal,
      headers: {
        'content-length': String(Buffer.byteLength(body)),
        'accept-encoding': 'identity',
        'user-agent': 'Greenlight',
        ...headers,
      },
    } as const;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call =
        url.protocol === 'https:'
          ? httpsRequest(url, {
              ...options,
              rejectUnauthorized: true,
              ...(trust !== undefined && { ca: trust }),
            })
          : httpRequest(url, options);
      call.on('response', resolve).on('error', reject).end(body);
    });
    return read(response, maxBytes);
  };

async function read(response: IncomingMessage, maxBytes: number): Promise<Posted> {
  const status = response.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop closes the connection, so the rest is not even received.
    if (bytes > maxBytes) return { kind: 'too-long', status };
    chunks.push(chunk);
  }
  return { kind: 'answer', status, body: Buffer.concat(chunks).toString('utf8') };
}
