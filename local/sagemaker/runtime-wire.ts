import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { Random } from '../random.ts';
import { type AwsError, asAwsError, notCovered } from '../transport/aws-error.ts';
import {
  type DirectService,
  utf8,
  type WireRequest,
  type WireResponse,
  type WireService,
} from '../transport/wire.ts';
import { assertCovered } from './api/coverage.ts';
import { inputShapeName, runtimeModel, shapeOf } from './api/shapes.ts';
import { detected, violationsOf } from './api/validation.ts';
import type { ModelAnswer, ModelRequest } from './invoke.ts';
import { validationError } from './invoke-errors.ts';

const customAttributes = 'x-amzn-sagemaker-custom-attributes';

/** Headers of InvokeEndpoint that reach the model's container. */
const passedOn = ['content-type', 'accept', customAttributes, 'x-amzn-sagemaker-inference-id'];

/** The operations on an endpoint, by the last part of their path. */
const operations: Readonly<Record<string, string>> = {
  invocations: 'InvokeEndpoint',
  'async-invocations': 'InvokeEndpointAsync',
  'invocations-response-stream': 'InvokeEndpointWithResponseStream',
};

/** InvokeEndpoint's members that come as headers, by member. */
const memberHeaders = shapeOf(runtimeModel, inputShapeName(runtimeModel, 'InvokeEndpoint')).headers ?? {};

/**
 * SageMaker Runtime (REST-JSON): `POST /endpoints/{EndpointName}/invocations`.
 * @param invoke given the endpoint's name as it stands in the path
 */
export function runtimeWire(
  random: Random,
  invoke: (endpointName: string, request: ModelRequest) => Promise<ModelAnswer>,
): WireService & { readonly direct: DirectService } {
  const refuse = (error: unknown) => refusal(asAwsError(error), random.uuid());
  const service: WireService & { readonly direct: DirectService } = {
    id: 'runtime.sagemaker',
    operations: ['InvokeEndpoint'],
    async handle(request) {
      try {
        const endpointName = endpointNameIn(request);
        const answer = await invoke(endpointName, modelRequestIn(request, endpointName));
        return {
          status: 200,
          headers: {
            'x-amzn-requestid': random.uuid(),
            'x-amzn-invoked-production-variant': answer.variantName,
            ...only(answer.headers, ['content-type', customAttributes]),
          },
          body: answer.body,
        };
      } catch (error) {
        return refuse(error);
      }
    },
    direct: {
      async call(operation, input) {
        try {
          if (operation !== 'InvokeEndpoint') throw notCovered(`SageMaker Runtime ${operation}`);
          const asked = input as InvokeEndpointInput;
          const answer = await invoke(asked.EndpointName, modelRequestIn(headed(asked), asked.EndpointName));
          const { 'content-type': ContentType, [customAttributes]: CustomAttributes } = inLowerCase(
            answer.headers,
          );
          const output = {
            Body: Uint8ArrayBlobAdapter.mutate(new Uint8Array(answer.body)),
            ...(ContentType !== undefined && { ContentType }),
            InvokedProductionVariant: answer.variantName,
            ...(CustomAttributes !== undefined && { CustomAttributes }),
          };
          return { ok: true, output, requestId: random.uuid() };
        } catch (error) {
          return { ok: false, refusal: refuse(error) };
        }
      },
      refuse,
    },
    refuse,
  };
  return service;
}

/** The SDK's input of InvokeEndpoint: what is no header is here. */
type InvokeEndpointInput = Readonly<Record<string, unknown>> & {
  readonly EndpointName: string;
  readonly Body?: Uint8Array | string;
};

/** The input as SDK clients send it. */
function headed(input: InvokeEndpointInput): Pick<WireRequest, 'headers' | 'body'> {
  const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
  for (const member in memberHeaders) {
    const value = input[member];
    if (value !== undefined && value !== null) headers[memberHeaders[member] as string] = String(value);
  }
  return { headers, body: new Uint8Array(Buffer.from(input.Body ?? '')) };
}

function endpointNameIn(request: WireRequest): string {
  const [, name, last = ''] = /^\/endpoints\/([^/]+)\/([^/]+)$/.exec(request.path) ?? [];
  const operation = operations[last];
  if (name === undefined || operation !== 'InvokeEndpoint' || request.method !== 'POST') {
    throw notCovered(`SageMaker Runtime ${operation ?? `${request.method} ${request.path}`}`);
  }
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * What of the request concerns the model.
 * @throws AwsError ValidationError naming every broken constraint of the API model, the limit of the body's size
 *   among them; UnknownOperationException for what is not covered
 */
function modelRequestIn(
  { headers, body }: Pick<WireRequest, 'headers' | 'body'>,
  endpointName: string,
): ModelRequest {
  const given = Object.entries(memberHeaders).map(([member, header]) => [member, headers[header]] as const);
  const input = { EndpointName: endpointName, Body: body, ...Object.fromEntries(given) };
  const broken = violationsOf(runtimeModel, 'InvokeEndpoint', input);
  if (broken.length > 0) throw validationError(detected(broken));
  assertCovered(runtimeModel, 'InvokeEndpoint', input);
  return {
    body,
    headers: only(headers, passedOn),
    targetVariant: headers[memberHeaders.TargetVariant ?? ''],
  };
}

const inLowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function only(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name in headers) {
    const lower = name.toLowerCase();
    if (names.includes(lower)) found[lower] = headers[name] as string;
  }
  return found;
}

const refusal = (error: AwsError, requestId: string): WireResponse => ({
  status: error.status,
  headers: {
    'content-type': 'application/json',
    'x-amzn-errortype': error.code,
    'x-amzn-requestid': requestId,
  },
  body: utf8(JSON.stringify({ Message: error.message, ...error.members })),
});
