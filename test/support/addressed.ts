import type { UrlAnswer } from '../../app/http/url-request.ts';
import { keyringOf } from '../../core/links/keyring.ts';
import { signToken, type TokenClaim } from '../../core/links/signed-link.ts';
import { make } from '../../functions/decide-gate.ts';
import { localRegion } from '../../local/context.ts';
import { urlEvent } from '../../local/lambda/url-event.ts';
import { instantMs } from './builders.ts';
import { type FakeAws, linkKey } from './fake-aws.ts';

/** Requests to decideGate's URL, as browsers and webhooks send them. */

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The event for such a request to one of our addresses. */
export function eventOf(address: string, { method = 'GET', headers = {}, body = '' }: Sent = {}): unknown {
  const { pathname, search, host } = new URL(address);
  const request = { method, path: pathname, query: search.slice(1), headers: { host, ...headers } };
  return urlEvent(
    { ...request, body: Buffer.from(body) },
    { urlId: 'url-id', region: localRegion, requestId: 'request-1', now: instantMs, caller: undefined },
  );
}

export const fetched = (aws: FakeAws, address: string, sent?: Sent): Promise<UrlAnswer> =>
  make(aws.seam)(eventOf(address, sent));

/** The request that a browser sends for the page's form. */
export function formOf(link: string, over: Readonly<Record<string, string>> = {}): Required<Sent> {
  const { origin, searchParams } = new URL(link);
  const said = { link: searchParams.get('link') ?? '', action: actionIn(link), reason: '' };
  const form = new URLSearchParams({ ...said, ...over });
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    body: form.toString(),
  };
}

const actionIn = (link: string): string => claimOf(link).action;

/** The claim in a link. Anybody can read it. */
function claimOf(link: string): TokenClaim {
  const [, , content = ''] = (new URL(link).searchParams.get('link') ?? '').split('.');
  const parts = JSON.parse(Buffer.from(content, 'base64url').toString());
  const [action, endpoint, rollout, gate, expiresAt, nonce] = parts;
  return { action, endpoint, rollout, gate, expiresAt, nonce };
}

/** The link signed again with another claim, key or purpose. */
export function signedAnew(
  link: string,
  claim: Partial<TokenClaim>,
  key = linkKey,
  audience: 'link' | 'slack' = 'link',
): string {
  const url = new URL(link);
  const whole = { ...claimOf(link), ...claim };
  url.searchParams.set('link', signToken(keyringOf([key]), audience, whole));
  return url.href;
}

/** The address of the form on the page of a link. */
export const formAddress = (link: string): string => new URL('decide', link).href;

/** The links in the last notice. */
export function linksTold(aws: FakeAws): { approve: string; reject: string } {
  const links = (aws.told.at(-1)?.text ?? '').match(/https:\/\/\S+\/decide\?link=\S+/g) ?? [];
  const [approve, reject] = links;
  if (approve === undefined || reject === undefined) throw new Error('the last notice has no links');
  return { approve, reject };
}
