import type { WebhookAction } from '../../core/gates/action.ts';
import type { ActionAbout } from '../../core/gates/action-ports.ts';
import type { CheckAnswer } from '../../core/gates/check-answer.ts';
import { destinationOf } from './destination.ts';
import type { Post, Posted, Resolve } from './pinned-post.ts';
import { questionOf } from './question.ts';
import { longestAnswer, saidIn, tooLong } from './said.ts';
import { webhookSignature } from './webhook-signature.ts';

export interface WebhookDependencies {
  readonly post: Post;
  readonly resolve: Resolve;
  /** Runs work that leaves this thread and calls no AWS service (see the seam's clock). */
  readonly io: <T>(work: () => Promise<T>) => Promise<T>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Hosts allowed at deploy time; `*` stands for anything. On a laptop also `http://127.0.0.1:<port>`. */
  readonly allowedHosts: readonly string[];
  /** The secret that signs requests. It is read for each request. */
  readonly signingKey: () => Promise<string>;
  readonly timeoutMs?: number;
}

/** A webhook must answer at once, even if only with `later`. */
const defaultTimeoutMs = 10_000;

/**
 * Asks a webhook by a signed POST. The receiver sees the question (question.ts) and these headers:
 * `X-Greenlight-Timestamp`, `X-Greenlight-Signature` (webhook-signature.ts), and `Idempotency-Key`, the
 * question's id.
 */
export async function askWebhook(
  dependencies: WebhookDependencies,
  { url: given, mayAnswerLater }: WebhookAction,
  about: ActionAbout,
): Promise<CheckAnswer> {
  const { post, resolve, io, now, allowedHosts, timeoutMs = defaultTimeoutMs } = dependencies;
  const key = await dependencies.signingKey();
  const question = questionOf(about, mayAnswerLater);
  const body = JSON.stringify(question);
  const timestamp = String(Math.floor(now() / 1000));
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-greenlight-timestamp': timestamp,
    'x-greenlight-signature': webhookSignature(key, timestamp, body),
    'idempotency-key': question.id,
  };
  return io(async () => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const destination = await unlessAborted(signal, destinationOf(given, allowedHosts, resolve));
      if (destination.kind === 'refused') return destination;
      const { url, addresses } = destination;
      return answerOf(await post({ url, addresses, headers, body, signal, maxBytes: longestAnswer }));
    } catch (error) {
      const why = signal.aborted ? `none within ${timeoutMs / 1000} s` : `no connection (${codeOf(error)})`;
      return { kind: 'silent', why };
    }
  });
}

/** Statuses that mean "not now": a timeout, a repeat while the first request runs, too early, too many. */
const notNow = [408, 409, 425, 429];

function answerOf(posted: Posted): CheckAnswer {
  const { status } = posted;
  if (status >= 500 || notNow.includes(status)) return { kind: 'silent', why: `status ${status}` };
  if (status >= 300 && status < 400)
    return { kind: 'refused', why: `status ${status}, but redirects are not followed` };
  if (status < 200 || status >= 400) return { kind: 'refused', why: `status ${status}` };
  return posted.kind === 'too-long' ? tooLong : saidIn(posted.body);
}

/** A name resolution cannot be cancelled, but its result can be ignored. */
const unlessAborted = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });

/** Uses only the error's code: its message may contain the host and its resolved address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
