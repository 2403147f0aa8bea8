import * as z from 'zod';

/**
 * A request to a function's URL (Lambda guide, "Invoking Lambda function URLs": payload format 2.0), or to an API in
 * its place (API Gateway guide, "Input format of a Lambda function for proxy integration").
 */
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

const urlEventSchema = z.object({
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

const apiEventSchema = z.object({
  path: z.string(),
  httpMethod: z.string(),
  headers: z.record(z.string(), z.string()).nullish(),
  multiValueQueryStringParameters: z.record(z.string(), z.array(z.string())).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestTimeEpoch: z.number(),
    identity: z.object({ userArn: z.string().nullish() }),
  }),
});

/** @throws ZodError if the event comes neither from a function URL nor from an API */
export function urlRequestOf(event: unknown): UrlRequest {
  const ofApi = apiEventSchema.safeParse(event);
  return ofApi.success ? fromApi(ofApi.data) : fromUrl(event);
}

function fromApi(event: z.infer<typeof apiEventSchema>): UrlRequest {
  const { path, httpMethod, multiValueQueryStringParameters, body, isBase64Encoded, requestContext } = event;
  const arn = requestContext.identity.userArn;
  const query = Object.entries(multiValueQueryStringParameters ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return {
    method: httpMethod,
    path,
    query: new URLSearchParams(query),
    headers: inLowerCase(event.headers ?? {}),
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    arrivedAt: requestContext.requestTimeEpoch,
    ...(arn != null && { caller: { arn } }),
  };
}

const inLowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function fromUrl(event: unknown): UrlRequest {
  const {
    rawPath,
    rawQueryString,
    headers,
    body = '',
    isBase64Encoded,
    requestContext,
  } = urlEventSchema.parse(event);
  const arn = requestContext.authorizer?.iam?.userArn;
  return {
    method: requestContext.http.method,
    path: rawPath,
    query: new URLSearchParams(rawQueryString),
    headers: inLowerCase(headers),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    arrivedAt: requestContext.timeEpoch,
    ...(arn !== undefined && { caller: { arn } }),
  };
}
