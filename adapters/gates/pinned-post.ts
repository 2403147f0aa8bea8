import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

/** A POST to addresses that were checked before. The name is not resolved again, so nobody can swap them. */
export interface PinnedPost {
  readonly url: URL;
  /** The only addresses to connect to. */
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Cancels the request, and the reading of the answer too. */
  readonly signal: AbortSignal;
  /** The longest answer to read. */
  readonly maxBytes: number;
}

/** A redirect is returned like any other status. It is not followed. */
export type Posted =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'too-long'; readonly status: number };

/**
 * Makes the POST.
 * @throws Error if there is no answer: no connection, a certificate of another host, the signal
 */
export type Post = (post: PinnedPost) => Promise<Posted>;

/** Returns all addresses of a host. @throws Error if it has none */
export type Resolve = (host: string) => Promise<readonly { address: string; family: 4 | 6 }[]>;

/** Uses this machine's resolver. */
export const resolveHost: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/**
 * Posts with Node's own client. Over TLS, the certificate must match the host name, whatever the address is.
 *
 * @param trust PEM certificates to trust instead of the usual authorities
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
      // A new agent, so that no open connection of another request is reused.
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
    // Leaving the loop closes the connection, so the rest is not received.
    if (bytes > maxBytes) return { kind: 'too-long', status };
    chunks.push(chunk);
  }
  return { kind: 'answer', status, body: Buffer.concat(chunks).toString('utf8') };
}
