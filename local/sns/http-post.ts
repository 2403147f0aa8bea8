import { withinHostTime } from '../clock/host.ts';

/** Sends one POST and resolves with the status of its answer; rejects if none comes. Never sleeps on the clock. */
export type HttpPost = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<number>;

/** An endpoint has 15 seconds to answer (AWS: "Amazon SNS message delivery retries"), of the host's time. */
const answerWithinMs = 15_000;

/** Over a socket. Redirects are not followed: they could lead off this machine. */
export const postOverHttp: HttpPost = async ({ url, headers, body }) => {
  const stop = new AbortController();
  const post = async (): Promise<number> => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: stop.signal,
    });
    await response.body?.cancel();
    return response.status;
  };
  try {
    return await withinHostTime(post(), answerWithinMs, () => new Error(`${url} did not answer in time`));
  } finally {
    stop.abort();
  }
};
