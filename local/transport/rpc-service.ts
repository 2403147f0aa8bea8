import { JsonCodec, XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import type { Random } from '../random.ts';
import { AwsError, asAwsError, notCovered } from './aws-error.ts';
import { decodeQuery } from './query-decode.ts';
import { copyOf } from './shape-copy.ts';
import {
  type DirectService,
  text,
  utf8,
  type WireRequest,
  type WireResponse,
  type WireService,
} from './wire.ts';

/** What an operation does with its parsed input. Each states its own types: the SDK's Input and Output shapes. */
// biome-ignore lint/suspicious/noExplicitAny: one table holds operations of many input types; the wire codec feeds each its own
export type OperationHandler = (input: any) => unknown;

export interface RpcServiceOptions {
  /** The name requests are signed for, e.g. `states`. */
  readonly id: string;
  /** The SDK client's module: its schemas (`UpdateEndpoint$` …) say how each operation's shapes look on the wire. */
  readonly client: object;
  /** AWS JSON: the version; `queryErrors` where the service once spoke Query. (What x-amz-target begins with: router.ts) */
  readonly json?: {
    readonly version: '1.0' | '1.1';
    readonly queryErrors?: boolean;
  };
  /** AWS Query: the XML namespace of the answers. */
  readonly query?: { readonly xmlns: string };
  readonly random: Random;
  /** Handlers by operation name. What AWS has and this table lacks is refused as not covered. */
  readonly operations: Readonly<Record<string, OperationHandler>>;
}

interface OperationSchema {
  readonly input: Schema;
  readonly output: Schema;
  readonly hasInput: boolean;
  readonly hasOutput: boolean;
}

/** A service of AWS's RPC protocols (JSON 1.0/1.1, Query), built from the SDK's own schemas. */
export function rpcService(options: RpcServiceOptions): WireService & { readonly direct: DirectService } {
  const json = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });
  const schemas = options.client as Record<string, unknown>;

  const known = new Map<string, OperationSchema>();
  const schemaOf = (operation: string): OperationSchema => {
    const found = known.get(operation) ?? findSchema(operation);
    known.set(operation, found);
    return found;
  };
  const findSchema = (operation: string): OperationSchema => {
    const schema = schemas[`${operation}$`];
    if (!Array.isArray(schema)) {
      throw new AwsError(
        'UnknownOperationException',
        `${options.id} has no operation ${operation || '(none named)'}`,
      );
    }
    const [input = 'unit', output = 'unit'] = [schema[4], schema[5]].map(
      (ref): Schema => (typeof ref === 'function' ? ref() : (ref ?? 'unit')),
    );
    return { input, output, hasInput: !isUnit(input), hasOutput: !isUnit(output) };
  };

  const run = async (operation: string, read: (schema: Schema) => unknown) => {
    const schema = schemaOf(operation);
    const handler = options.operations[operation];
    if (!Object.hasOwn(options.operations, operation) || handler === undefined) {
      throw notCovered(`${options.id} ${operation}`);
    }
    const output = await handler(schema.hasInput ? await read(schema.input) : {});
    return { schema: schema.output, output: output ?? {}, hasOutput: schema.hasOutput };
  };

  const answerJson = async (request: WireRequest): Promise<WireResponse> => {
    const operation = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
    const { schema, output, hasOutput } = await run(operation, async (input) => {
      const body = text(request.body) || '{}';
      if (!isJsonObject(body))
        throw new AwsError('SerializationException', 'the request body is not a JSON object');
      return json.createDeserializer().read(input, body);
    });
    if (!hasOutput) return respond(200, utf8('{}'), jsonHeaders(options, newId(options)));
    const serializer = json.createSerializer();
    serializer.write(schema, output);
    return respond(200, bytesOf(serializer.flush()), jsonHeaders(options, newId(options)));
  };

  const answerQuery = async (request: WireRequest): Promise<WireResponse> => {
    const form = formOf(request);
    const operation = form.get('Action') ?? '';
    const { schema, output, hasOutput } = await run(operation, (input) => decodeQuery(input, form));
    const xmlns = options.query?.xmlns ?? '';
    let result = '';
    if (hasOutput) {
      const codec = new XmlCodec({
        timestampFormat: { useTrait: true, default: 5 },
        xmlNamespace: '',
        serviceNamespace: '',
        httpBindings: false,
      } as ConstructorParameters<typeof XmlCodec>[0]);
      const serializer = codec.createSerializer();
      serializer.write(schema, output);
      const inner = text(bytesOf(serializer.flush())).replace(/^<[^>]*?(\/)?>/, (_, empty) =>
        empty ? '' : '<>',
      );
      const content = inner.startsWith('<>') ? inner.slice(2, inner.lastIndexOf('</')) : '';
      result = `<${operation}Result>${content}</${operation}Result>`;
    }
    const body =
      `<${operation}Response xmlns="${xmlns}">${result}` +
      `<ResponseMetadata><RequestId>${newId(options)}</RequestId></ResponseMetadata></${operation}Response>`;
    return respond(200, utf8(body), { 'content-type': 'text/xml' });
  };

  const speaksQuery = (request: WireRequest) =>
    options.query !== undefined && request.headers['x-amz-target'] === undefined;

  const direct: DirectService = {
    async call(operation, input) {
      try {
        const { schema, output, hasOutput } = await run(operation, (shape) => copyOf(shape)(input));
        const copied = hasOutput ? copyOf(schema)(output) : {};
        return { ok: true, output: copied as Record<string, unknown>, requestId: newId(options) };
      } catch (error) {
        return { ok: false, refusal: direct.refuse(error) };
      }
    },
    refuse(error) {
      const refusal = asAwsError(error);
      // SDK clients speak JSON wherever a service does.
      return options.json ? jsonError(options, refusal) : queryError(options, refusal);
    },
  };

  const service: WireService & { readonly direct: DirectService } = {
    id: options.id,
    operations: Object.keys(options.operations),
    async handle(request: WireRequest) {
      try {
        return await (speaksQuery(request) ? answerQuery(request) : answerJson(request));
      } catch (error) {
        return service.refuse(error, request);
      }
    },
    direct,
    refuse(error: unknown, request: WireRequest) {
      const refusal = asAwsError(error);
      return speaksQuery(request) ? queryError(options, refusal) : jsonError(options, refusal);
    },
  };
  return service;
}

function jsonError(options: RpcServiceOptions, error: AwsError): WireResponse {
  const headers = {
    ...jsonHeaders(options, newId(options)),
    'x-amzn-errortype': error.code,
    ...(options.json?.queryErrors ? { 'x-amzn-query-error': `${error.code};${faultOf(error)}` } : {}),
  };
  const body = JSON.stringify({ __type: error.code, message: error.message, ...error.members });
  return respond(error.status, utf8(body), headers);
}

function queryError(options: RpcServiceOptions, error: AwsError): WireResponse {
  const body = queryErrorBody(error, newId(options), options.query?.xmlns);
  return respond(error.status, utf8(body), { 'content-type': 'text/xml' });
}

/** An error as the Query protocol answers it. */
export const queryErrorBody = (error: AwsError, requestId: string, xmlns = ''): string =>
  `<ErrorResponse xmlns="${xmlns}"><Error><Type>${faultOf(error)}</Type>` +
  `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>` +
  `<RequestId>${requestId}</RequestId></ErrorResponse>`;

const faultOf = (error: AwsError): 'Sender' | 'Receiver' => (error.status < 500 ? 'Sender' : 'Receiver');
const newId = (options: RpcServiceOptions): string => options.random.uuid();
const jsonHeaders = (options: RpcServiceOptions, requestId: string): Record<string, string> => ({
  'content-type': `application/x-amz-json-${options.json?.version ?? '1.1'}`,
  'x-amzn-requestid': requestId,
});

const respond = (status: number, body: Uint8Array, headers: Record<string, string>): WireResponse => ({
  status,
  headers,
  body,
});

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === 'string' ? utf8(data) : data);

const isUnit = (schema: Schema): boolean => schema === 'unit' || NormalizedSchema.of(schema).isUnitSchema();

function isJsonObject(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Query parameters come in the body of a POST or the query string of a GET. */
const formOf = (request: WireRequest): URLSearchParams =>
  request.body.length > 0 ? new URLSearchParams(text(request.body)) : request.query;

/** `value` as XML text. */
const escapeXml = (value: string): string => value.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
