import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest } from '@smithy/core/protocols';

export interface Answer {
  readonly status: number;
  /** AWS's error code, if its front refused the request. */
  readonly errorType: string | undefined;
  readonly body: string;
}

/** Where signed requests go. */
export interface SignedAddress {
  readonly url: string;
  /** What they are signed for. */
  readonly service: 'lambda' | 'execute-api';
}

/** With these statuses Lambda ran nothing, so any request may be sent again. */
const busy = [429, 503];

/**
 * Posts JSON to a function's URL (`lambda`) or an API (`execute-api`), signed for it (SigV4). It uses the client's own
 * credentials, region, clock correction and connection settings, like any of the client's calls.
 */
export async function signedPost(
  { config }: LambdaClient,
  { url, service }: SignedAddress,
  json: string,
  pausesMs: readonly number[] = [200, 1000],
): Promise<Answer> {
  const unsigned = post(new URL(url), json);
  const signer = await config.signer();
  for (let tried = 0; ; tried += 1) {
    const signingDate = new Date(Date.now() + config.systemClockOffset);
    const signed = await signer.sign(unsigned, { signingDate, signingService: service });
    const { response } = await config.requestHandler.handle(HttpRequest.clone(signed));
    const { statusCode: status, headers } = response;
    const body = await text(response.body);
    const pauseMs = pausesMs[tried];
    if (!busy.includes(status) || pauseMs === undefined)
      return { status, errorType: headers['x-amzn-errortype']?.split(':')[0], body };
    await pause(pauseMs);
  }
}

const post = ({ protocol, hostname, port, host, pathname }: URL, json: string): HttpRequest =>
  new HttpRequest({
    method: 'POST',
    ...{ protocol, hostname, path: pathname },
    ...(port !== '' && { port: Number(port) }),
    headers: { host, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(json)) },
    body: json,
  });
