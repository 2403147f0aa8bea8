import type { Later } from '../../core/chat/channel.ts';

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface SlackDependencies {
  readonly fetch: Fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Only for a stand-in of Slack: `http://127.0.0.1:4566/_slack`. Without it, requests go only to Slack. */
  readonly baseUrl?: string | undefined;
  /** How long an answer may take. Slack answers in well under a second. */
  readonly timeoutMs?: number;
}

/** The status and body of an answer, or when to try again if there was none. */
export type Exchange = { readonly kind: 'answer'; readonly status: number; readonly body: string } | Later;

const defaultTimeoutMs = 10_000;

/** When to retry a temporary fault for which Slack gives no time. */
const retryMs = 30_000;

/**
 * Posts JSON. A 429 says when to come back. No answer, or a 5xx, is worth a retry. Redirects are not
 * followed, since they would carry a token or a secret address along. The result never contains either.
 */
export async function exchange(
  { fetch, now, timeoutMs = defaultTimeoutMs }: SlackDependencies,
  url: string,
  headers: Readonly<Record<string, string>>,
  content: object,
): Promise<Exchange> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(content),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await response.text();
  } catch (error) {
    // Use only the error's name: the message of a fetch error may contain the address.
    const name = error instanceof Error ? error.name : 'an unknown error';
    return laterThan(now, `no answer from Slack (${name})`, true);
  }
  if (response.status === 429) {
    const seconds = retryAfterSeconds(response.headers.get('retry-after'));
    return later(now() + seconds * 1000, `Slack asks to wait ${seconds} s (429)`, false);
  }
  if (response.status >= 500) return laterThan(now, `Slack answered ${response.status}`, true);
  return { kind: 'answer', status: response.status, body };
}

const later = (at: number, why: string, perhapsDone: boolean): Later => ({
  kind: 'later',
  at,
  why,
  perhapsDone,
});
/** "Later", when Slack gives no time. */
export const laterThan = (now: () => number, why: string, perhapsDone = false): Later =>
  later(now() + retryMs, why, perhapsDone);

/** Whole seconds, as Slack documents; the usual half minute if the header is missing or malformed. */
function retryAfterSeconds(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  return Number.isInteger(seconds) && seconds >= 0 ? Math.min(seconds, 3600) : retryMs / 1000;
}
