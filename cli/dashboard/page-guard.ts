import { createHash, timingSafeEqual } from 'node:crypto';
import { refusalOf } from '../../local/transport/browser-guard.ts';
import { PageError } from './page-source.ts';

/** What a request says of itself. */
export interface Asking {
  readonly method: string;
  readonly host: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
  readonly contentType: string | undefined;
}

/**
 * Refuses what the page itself would not send: requests under another name (DNS rebinding), from pages of other
 * origins, and anything that changes something without saying that it comes from this page. JSON cannot be sent by a
 * form, and from another origin only after a preflight, which is never answered.
 * @throws PageError
 */
export function refuseStrangers({ method, host, origin, site, contentType }: Asking): void {
  const from = refusalOf({ host, origin, site });
  if (from !== undefined)
    throw new PageError(
      403,
      `This server answers to loopback names only, and to no other page; got ${from}.`,
    );
  if (method === 'GET' || method === 'HEAD') return;
  if (origin === undefined)
    throw new PageError(
      403,
      'Origin: expected the page’s own in a request that changes something, got none.',
    );
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new PageError(403, `Content-Type: expected application/json, got ${contentType ?? 'none'}.`);
}

/** Compares by digest, so that neither length nor content shows in the time that it takes. */
export function isSame(given: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(token));
}
