import { text } from '../transport/wire.ts';
import type { SignedCaller } from './signed-caller.ts';

/** A request to a function's URL. */
export interface UrlRequest {
  readonly method: string;
  /** The path below the function's URL, as sent: `/` at least. */
  readonly path: string;
  /** The query string, as sent. */
  readonly query: string;
  /** Names in lower case; what came several times, in one value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface UrlEventOptions {
  readonly urlId: string;
  readonly region: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Undefined for `AuthType: NONE`. */
  readonly caller: SignedCaller | undefined;
}

/** Everything here comes from this machine. */
const sourceIp = '127.0.0.1';

/**
 * What a function gets from a request to its URL: payload format 2.0 (Lambda guide, "Invoking Lambda function URLs"). As
 * AWS has it, though the guide's table says otherwise, `accountId` is `anonymous` where nobody signed, and members
 * without a value are left out.
 */
export function urlEvent(request: UrlRequest, options: UrlEventOptions) {
  const { urlId, region, requestId, now, caller } = options;
  const { cookie, ...headers } = request.headers;
  const parameters = parametersOf(request.query);
  const isText = textual.test(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: { ...headers, ...forwardedFrom(headers.host ?? '') },
    ...(parameters && { queryStringParameters: parameters }),
    requestContext: {
      accountId: caller?.accountId ?? 'anonymous',
      apiId: urlId,
      ...(caller && { authorizer: { iam: identityOf(caller) } }),
      domainName: `${urlId}.lambda-url.${region}.on.aws`,
      domainPrefix: urlId,
      http: {
        method: request.method,
        path: decoded(request.path),
        protocol: 'HTTP/1.1',
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: logTime(now),
      timeEpoch: Math.floor(now),
    },
    ...(request.body.length > 0 && {
      body: isText ? text(request.body) : Buffer.from(request.body).toString('base64'),
    }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** Bodies that arrive as text. All others come as base64: forms, too, such as Slack posts. */
const textual = /^(text\/|application\/(json|javascript|xml)(;|\s|$))/i;

/** What AWS's front adds; a sender's own values of these are not believed. */
const forwardedFrom = (host: string): Record<string, string> => ({
  'x-forwarded-for': sourceIp,
  'x-forwarded-port': /:(\d+)$/.exec(host)?.[1] ?? '80',
  'x-forwarded-proto': 'http',
});

/** Decoded; the values of a name that comes several times are joined by commas. */
function parametersOf(query: string): Record<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return parameters.size === 0 ? undefined : Object.fromEntries(parameters);
}

const identityOf = ({ accessKey, accountId, userArn }: SignedCaller) => ({
  accessKey,
  accountId,
  // There are no users here, so none has an id of its own.
  callerId: accessKey,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn,
  userId: accessKey,
});

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `05/Jan/2026:09:03:58 +0000` */
function logTime(instant: number): string {
  const [, year, month = '', day, time] =
    /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(new Date(instant).toISOString()) ?? [];
  return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`;
}
