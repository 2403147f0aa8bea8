import type { Json } from './json.ts';
import type { Called } from './lambda-call.ts';

/**
 * The result of `lambda:invoke`: what the AWS SDK for Java tells of Lambda's answer, its headers among it (recorded on
 * AWS). The ids come from the request's own, so that nothing is drawn for them.
 *
 * @param at when Lambda answered, in epoch milliseconds
 */
export function invokeResult({ payload, size, requestId = '' }: Called, at: number): Json {
  const digits = requestId.replaceAll('-', '').repeat(2).padEnd(40, '0');
  const seconds = Math.floor(at / 1000)
    .toString(16)
    .padStart(8, '0');
  const headers = {
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(size),
    Date: new Date(at).toUTCString(),
    'X-Amzn-Trace-Id': `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(24, 40)};Sampled=0`,
    'Content-Type': 'application/json',
  };
  const all: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(headers)) all[name] = [value];
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}
