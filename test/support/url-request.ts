import { localAccount, localRegion } from '../../local/context.ts';
import { type UrlEventOptions, urlEvent } from '../../local/lambda/url-event.ts';
import { instantMs } from './builders.ts';

export interface UrlRequestOver {
  readonly method?: string;
  readonly path?: string;
  readonly contentType?: string;
  /** The user who signed the request; null for an unsigned one. */
  readonly user?: string | null;
}

export const arnOf = (user: string): string => `arn:aws:iam::${localAccount}:user/${user}`;

/** The event of a request to a function's URL. An object is sent as JSON, anything else unchanged. */
export function requestTo(body: unknown, over: UrlRequestOver = {}): unknown {
  const { method = 'POST', path = '/', contentType = 'application/json', user = 'ana' } = over;
  const caller: UrlEventOptions['caller'] =
    user === null ? undefined : { accessKey: user, accountId: localAccount, userArn: arnOf(user) };
  return urlEvent(
    {
      ...{ method, path, query: '', headers: { host: 'x.on.aws', 'content-type': contentType } },
      body: Buffer.from(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)),
    },
    { urlId: 'url-id', region: localRegion, requestId: 'request-1', now: instantMs, caller },
  );
}
