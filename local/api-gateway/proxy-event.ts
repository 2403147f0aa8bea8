import type { SignedCaller } from '../lambda/signed-caller.ts';
import { text, type WireRequest } from '../transport/wire.ts';

export interface ProxyEventOptions {
  readonly apiId: string;
  readonly resourceId: string;
  readonly stage: string;
  readonly region: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly caller: SignedCaller;
}

/** Everything here comes from this machine. */
const sourceIp = '127.0.0.1';

/**
 * What a function gets from a request to the root of a REST API, signed for IAM (API Gateway guide, "Input format of a
 * Lambda function for proxy integration"). A body is passed on as text, since no binary media types are set.
 */
export function proxyEvent(request: WireRequest, options: ProxyEventOptions) {
  const { apiId, resourceId, stage, region, requestId, now, caller } = options;
  const { headers, method } = request;
  const parameters = [...request.query];
  return {
    resource: '/',
    path: '/',
    httpMethod: method,
    headers: { ...headers, 'X-Forwarded-For': sourceIp },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: parameters.length === 0 ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters:
      parameters.length === 0
        ? null
        : Object.fromEntries(parameters.map(([name]) => [name, request.query.getAll(name)])),
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: caller.accountId,
      apiId,
      domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
      domainPrefix: apiId,
      httpMethod: method,
      identity: {
        accessKey: caller.accessKey,
        accountId: caller.accountId,
        // There are no users here, so none has an id of its own.
        caller: caller.accessKey,
        sourceIp,
        user: caller.accessKey,
        userAgent: headers['user-agent'] ?? null,
        userArn: caller.userArn,
      },
      path: `/${stage}/`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: Math.floor(now),
      resourceId,
      resourcePath: '/',
      stage,
    },
    body: request.body.length === 0 ? null : text(request.body),
    isBase64Encoded: false,
  };
}
