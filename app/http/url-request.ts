import * as z from 'zod';

/** A request to a function's URL (Lambda guide, "Invoking Lambda function URLs": payload format 2.0). */
export interface UrlRequest {
  readonly method: string;
  /** The path below the function's URL, as sent: `/slack`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The exact bytes that were sent, because signatures cover them. */
  readonly body: Uint8Array;
  /** When it arrived, in epoch milliseconds, according to AWS. */
  readonly arrivedAt: number;
  /** Who signed it, if the URL requires IAM. */
  readonly caller?: { readonly arn: string };
}

export interface UrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const eventSchema = z.object({
  rawPath: z.string(),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    timeEpoch: z.number(),
    http: z.object({ method: z.string() }),
    authorizer: z.object({ iam: z.object({ userArn: z.string() }).optional() }).optional(),
  }),
});

/** @throws ZodError if the event does not come from a function URL */
export function urlRequestOf(event: unknown): UrlRequest {
  const {
    rawPath,
    rawQueryString,
    headers,
    body = '',
    isBase64Encoded,
    requestContext,
  } = eventSchema.parse(event);
  const arn = requestContext.authorizer?.iam?.userArn;
  return {
    method: requestContext.http.method,
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    arrivedAt: requestContext.timeEpoch,
    ...(arn !== undefined && { caller: { arn } }),
  };
}
