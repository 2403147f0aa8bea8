import type { Random } from '../random.ts';
import { AwsError, asAwsError, notCovered } from '../transport/aws-error.ts';
import { utf8, type WireRequest, type WireResponse, type WireService } from '../transport/wire.ts';
import type { ModelAnswer, ModelRequest } from './invoke.ts';

const customAttributes = 'x-amzn-sagemaker-custom-attributes';

/** Headers of InvokeEndpoint that reach the model's container. */
const passedOn = ['content-type', 'accept', customAttributes, 'x-amzn-sagemaker-inference-id'];

/** Headers of InvokeEndpoint for what is not covered, by what they ask for. */
const refused: Readonly<Record<string, string>> = {
  'x-amzn-sagemaker-target-model': 'TargetModel',
  'x-amzn-sagemaker-target-variant': 'TargetVariant',
  'x-amzn-sagemaker-target-container-hostname': 'TargetContainerHostname',
  'x-amzn-sagemaker-inference-component': 'InferenceComponentName',
  'x-amzn-sagemaker-enable-explanations': 'EnableExplanations',
  'x-amzn-sagemaker-session-id': 'SessionId',
};

/** The longest request body that the API model allows, in bytes. */
const bodyLimit = 6_291_456;

/**
 * SageMaker Runtime (REST-JSON): `POST /endpoints/{EndpointName}/invocations`.
 * @param invoke given the endpoint's name as it stands in the path
 */
export function runtimeWire(
  random: Random,
  invoke: (endpointName: string, request: ModelRequest) => Promise<ModelAnswer>,
): WireService {
  const service: WireService = {
    id: 'runtime.sagemaker',
    async handle(request) {
      try {
        const answer = await invoke(endpointNameIn(request), modelRequestIn(request));
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
        return service.refuse(error, request);
      }
    },
    refuse: (error) => refusal(asAwsError(error), random.uuid()),
  };
  return service;
}

function endpointNameIn(request: WireRequest): string {
  const [, name, operation] = /^\/endpoints\/([^/]+)\/([^/]+)$/.exec(request.path) ?? [];
  if (name === undefined || operation !== 'invocations' || request.method !== 'POST') {
    throw notCovered(`SageMaker Runtime ${request.method} ${request.path}`);
  }
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function modelRequestIn(request: WireRequest): ModelRequest {
  for (const [header, member] of Object.entries(refused)) {
    if (request.headers[header] !== undefined) throw notCovered(`InvokeEndpoint with ${member}`);
  }
  if (request.body.length > bodyLimit) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value at 'body' failed to satisfy constraint: Member must have length less than or equal to ${bodyLimit}`,
    );
  }
  return { body: request.body, headers: only(request.headers, passedOn) };
}

const only = (headers: Readonly<Record<string, string>>, names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(headers)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => names.includes(name)),
  );

const refusal = (error: AwsError, requestId: string): WireResponse => ({
  status: error.status,
  headers: {
    'content-type': 'application/json',
    'x-amzn-errortype': error.code,
    'x-amzn-requestid': requestId,
  },
  body: utf8(JSON.stringify({ Message: error.message, ...error.members })),
});
