import type {
  FunctionConfiguration,
  GetFunctionUrlConfigResponse,
  InvokeCommandInput,
  Runtime,
} from '@aws-sdk/client-lambda';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { LocalContext } from '../context.ts';
import { errorDocument, type FunctionInvoker } from '../ports.ts';
import { AwsError, asAwsError, notCovered } from '../transport/aws-error.ts';
import {
  type DirectService,
  text,
  utf8,
  type WireRequest,
  type WireResponse,
  type WireService,
} from '../transport/wire.ts';
import type { FunctionRegistry } from './function-registry.ts';
import type { FunctionUrl, FunctionUrls } from './function-urls.ts';
import type { LocalFunction } from './local-function.ts';

/** /2015-03-31/functions, …/{name}, …/{name}/invocations; older clients put a slash behind the first. */
const paths = /^\/2015-03-31\/functions(?:\/?|\/(?<name>[^/]+)(?<invocations>\/invocations)?)$/;

const urlPaths = /^\/2021-10-31\/functions\/([^/]+)\/url$/;

/** Parts of an invocation that have no effect here, so that none is dropped in silence. */
const refusedHeaders = [
  ['x-amz-client-context', 'ClientContext'],
  ['x-amz-durable-execution-name', 'DurableExecutionName'],
  ['x-amz-tenant-id', 'TenantId'],
] as const;

/** Lambda's REST-JSON API: Invoke, ListFunctions, GetFunction and GetFunctionUrlConfig; all else is refused. */
export function lambdaWire(
  context: LocalContext,
  registry: FunctionRegistry,
  functions: FunctionInvoker,
  urls: FunctionUrls,
): WireService {
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const [, ofUrl] = urlPaths.exec(request.path) ?? [];
    if (ofUrl !== undefined && request.method === 'GET') {
      return json(200, describeUrl(urls.of(qualified(decoded(ofUrl), request))));
    }
    const path = paths.exec(request.path);
    const name = path?.groups?.name === undefined ? undefined : decoded(path.groups.name);
    if (path === null) throw notCovered(`lambda ${request.method} ${request.path}`);
    if (name !== undefined && path.groups?.invocations !== undefined && request.method === 'POST') {
      return invoke(qualified(name, request), request);
    }
    if (request.method !== 'GET' || path.groups?.invocations !== undefined) {
      throw notCovered(`lambda ${request.method} ${request.path}`);
    }
    return name === undefined
      ? list(request)
      : json(200, { Configuration: { ...describe(registry.find(qualified(name, request))), ...ready } });
  };

  const invoke = async (target: string, request: WireRequest): Promise<WireResponse> => {
    for (const [header, member] of refusedHeaders) {
      if (request.headers[header] !== undefined) throw notCovered(`lambda Invoke with ${member}`);
    }
    if ((request.headers['x-amz-log-type'] ?? 'None') !== 'None')
      throw notCovered('lambda Invoke with LogType Tail');
    const payload = parsed(text(request.body));
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    switch (type) {
      case 'DryRun':
        registry.find(target);
        return respond(204, new Uint8Array());
      case 'Event':
        await functions.invokeAsync(target, payload);
        return respond(202, new Uint8Array());
      case 'RequestResponse': {
        const result = await functions.invoke(target, payload);
        const version = { 'x-amz-executed-version': '$LATEST' };
        if (result.ok) return json(200, result.payload, version);
        return json(200, errorDocument(result), { ...version, 'x-amz-function-error': 'Unhandled' });
      }
      default:
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: ` +
            'Member must satisfy enum value set: [Event, RequestResponse, DryRun]',
        );
    }
  };

  const list = (request: WireRequest): WireResponse => {
    for (const member of ['MasterRegion', 'FunctionVersion']) {
      if (request.query.has(member)) throw notCovered(`lambda ListFunctions with ${member}`);
    }
    const all = registry.all();
    const from = Number(request.query.get('Marker') ?? 0);
    const end = from + Number(request.query.get('MaxItems') ?? 50);
    const next = end < all.length ? { NextMarker: String(end) } : {};
    return json(200, { Functions: all.slice(from, end).map(describe), ...next });
  };

  const respond = (status: number, body: Uint8Array, headers: Record<string, string> = {}): WireResponse => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': context.random.uuid(), ...headers },
    body,
  });
  const json = (status: number, value: unknown, headers?: Record<string, string>): WireResponse =>
    respond(status, utf8(JSON.stringify(value)), headers);

  const refuse = (error: unknown): WireResponse => {
    const { status, code, message } = asAwsError(error);
    const body = { Type: status < 500 ? 'User' : 'Service', Message: message, message };
    return json(status, body, { 'x-amzn-errortype': code });
  };

  /** Invoke, and nothing else, of a function that is waited for. */
  const direct: DirectService = {
    async call(operation, given) {
      try {
        if (operation !== 'Invoke') throw notCovered(`lambda ${operation} without a request`);
        const { FunctionName = '', Payload } = given as InvokeCommandInput;
        const payload =
          typeof Payload === 'string' ? Payload : text((Payload as Uint8Array) ?? new Uint8Array());
        const result = await functions.invoke(FunctionName, parsed(payload));
        const told = result.ok ? result.payload : errorDocument(result);
        const output = {
          StatusCode: 200,
          ...(!result.ok && { FunctionError: 'Unhandled' }),
          ExecutedVersion: '$LATEST',
          Payload: Uint8ArrayBlobAdapter.fromString(JSON.stringify(told)),
        };
        return { ok: true, output, requestId: context.random.uuid() };
      } catch (error) {
        return { ok: false, refusal: refuse(error) };
      }
    },
    refuse,
  };

  const service: WireService = {
    id: 'lambda',
    direct,
    operations: ['Invoke', 'ListFunctions', 'GetFunction', 'GetFunctionUrlConfig'],
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        return refuse(error);
      }
    },
    refuse,
  };
  return service;
}

/** What GetFunction adds to a function's description. */
const ready = { State: 'Active', LastUpdateStatus: 'Successful' } satisfies FunctionConfiguration;

const describe = ({ spec, arn, createdAt }: LocalFunction): FunctionConfiguration => ({
  FunctionName: spec.name,
  FunctionArn: arn,
  Handler: spec.handler,
  ...(spec.runtime === undefined ? {} : { Runtime: spec.runtime as Runtime }),
  Timeout: spec.timeoutSeconds,
  Version: '$LATEST',
  PackageType: 'Zip',
  LastModified: new Date(createdAt).toISOString().replace('Z', '+0000'),
  Environment: { Variables: { ...spec.environment } },
  ...(spec.deadLetterArn === undefined ? {} : { DeadLetterConfig: { TargetArn: spec.deadLetterArn } }),
});

const describeUrl = ({
  url,
  functionArn,
  authType,
  createdAt,
}: FunctionUrl): GetFunctionUrlConfigResponse => {
  const instant = new Date(createdAt).toISOString();
  return {
    FunctionUrl: url,
    FunctionArn: functionArn,
    AuthType: authType,
    CreationTime: instant,
    LastModifiedTime: instant,
    InvokeMode: 'BUFFERED',
  };
};

/** The function asked for, with the qualifier that came as a query parameter. */
function qualified(name: string, request: WireRequest): string {
  const qualifier = request.query.get('Qualifier');
  return qualifier === null ? name : `${name}:${qualifier}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new AwsError(
      'ValidationException',
      `FunctionName: "${name}" is not percent-encoded as it should be`,
    );
  }
}

function parsed(json: string): unknown {
  if (json === '') return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
}
