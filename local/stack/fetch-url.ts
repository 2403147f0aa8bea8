import { defaultBaseUrl } from '../base-url.ts';
import { urlPath } from '../lambda/function-urls.ts';
import { utf8, type WireRequest } from '../transport/wire.ts';

/** A request to a function's URL, in the words of `fetch`. */
export interface FetchUrlRequest {
  /** GET unless told otherwise. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** @throws TypeError if `url` leads nowhere below `/_url/` */
export function urlRequest(
  url: string,
  { method = 'GET', headers = {}, body }: FetchUrlRequest,
): WireRequest {
  const isWhole = /^https?:/.test(url);
  const { pathname, search, host } = new URL(isWhole ? url : `${defaultBaseUrl}${urlPath}/${url}`);
  if (!pathname.startsWith(`${urlPath}/`)) {
    throw new TypeError(`expected the URL of a function, below ${urlPath}/, got ${url}`);
  }
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    path: pathname,
    query: new URLSearchParams(search),
    rawQuery: search.slice(1),
    headers: { host, ...Object.fromEntries(named) },
    body: typeof body === 'string' ? utf8(body) : (body ?? new Uint8Array()),
  };
}
