import { localRegion } from '../context.ts';
import { AwsError, asAwsError, notCovered } from './aws-error.ts';
import type { CallFaults } from './call-faults.ts';
import { operationName } from './operation-name.ts';
import { queryErrorBody } from './rpc-service.ts';
import type { Throttle } from './throttle.ts';
import { type CallAnswer, utf8, type WireRequest, type WireResponse, type WireService } from './wire.ts';

/** A call of an operation by a client in this process. */
export interface Call {
  /** The name that requests are signed for. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** Takes any AWS request to the service it is meant for. */
export interface Router {
  /** Those that it has. */
  readonly services?: readonly WireService[];
  dispatch(request: WireRequest): Promise<WireResponse>;
  /** Calls an operation of a service that is `direct`. Where this is left out, none is. */
  call?(call: Call): Promise<CallAnswer>;
  /** `error` as the service that is meant would answer it, where it is refused before anything is done. */
  refuse?(error: AwsError, request: WireRequest): WireResponse;
}

/** x-amz-target prefixes of the JSON services, as SDKs, boto3 and the AWS CLI send them. */
const targets: Readonly<Record<string, string>> = {
  SageMaker: 'sagemaker',
  AWSStepFunctions: 'states',
  AWSEvents: 'events',
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  GraniteServiceVersion20100801: 'monitoring',
  AmazonSSM: 'ssm',
  ServiceQuotasV20190624: 'servicequotas',
  AnyScaleFrontendService: 'application-autoscaling',
};

/**
 * Routes by x-amz-target, then by the service a request was signed for, then by path. Runtime invocations are
 * signed as `sagemaker` too; their path tells them apart.
 *
 * @param faults calls that fail though nothing is wrong with them
 * @param throttle how many calls are let through; without it, all are
 */
export function createRouter(
  services: readonly WireService[],
  faults?: CallFaults,
  throttle?: Throttle,
): Router {
  const byId = new Map(services.map((service) => [service.id, service]));

  const serviceFor = (request: WireRequest): WireService => {
    const id = serviceIdOf(request);
    const service = byId.get(id);
    if (service === undefined) throw notCovered(`the service signed for as "${id}"`);
    return service;
  };

  return {
    services,
    async dispatch(request) {
      let service: WireService;
      try {
        service = serviceFor(request);
      } catch (error) {
        return plainRefusal(asAwsError(error), request);
      }
      const region = scopeOf(request)?.region;
      if (region !== undefined && region !== localRegion && region !== 'aws-global') {
        const hint = `This local AWS is ${localRegion}; the request was signed for ${region}. Set AWS_REGION=${localRegion}.`;
        const code = service.id === 's3' ? 'AuthorizationHeaderMalformed' : 'InvalidSignatureException';
        return service.refuse(new AwsError(code, hint), request);
      }
      const named = () => operationName(service.id, request);
      const refusal = throttle?.refusalOf(service.id, named);
      if (refusal !== undefined) return service.refuse(refusal, request);
      const strike = faults?.next(service.id, named);
      if (strike === undefined) return service.handle(request);
      if (strike.isMade) await service.handle(request);
      return service.refuse(strike.error, request);
    },
    async call({ service: id, operation, input }) {
      const direct = byId.get(id)?.direct;
      if (direct === undefined) throw new Error(`${id} takes requests only`);
      const refusal = throttle?.refusalOf(id, () => operation);
      if (refusal !== undefined) return { ok: false, refusal: direct.refuse(refusal) };
      const strike = faults?.next(id, () => operation, input);
      if (strike === undefined) return direct.call(operation, input);
      if (strike.isMade) await direct.call(operation, input);
      return { ok: false, refusal: direct.refuse(strike.error) };
    },
    refuse: (error, request) =>
      byId.get(serviceIdOf(request))?.refuse(error, request) ?? plainRefusal(error, request),
  };
}

/** Calls an operation of a service that is `direct`. @throws Error where none is */
export function callOf(router: Router, call: Call): Promise<CallAnswer> {
  if (router.call === undefined) throw new Error(`${call.service} takes requests only`);
  return router.call(call);
}

/** The service that a request is meant for, by the name that it is signed for. */
export function serviceIdOf(request: WireRequest): string {
  const target = request.headers['x-amz-target'];
  const targetPrefix = target?.slice(0, target.indexOf('.'));
  if (targetPrefix !== undefined) return targets[targetPrefix] ?? targetPrefix;
  if (
    /^\/endpoints\/[^/]+\/(invocations|async-invocations|invocations-response-stream)$/.test(request.path)
  ) {
    return 'runtime.sagemaker';
  }
  return scopeOf(request)?.service ?? 's3';
}

/** The credential scope of a signature: `Credential=AKID/20260105/us-east-1/states/aws4_request`. */
export function scopeOf(
  request: WireRequest,
): { accessKey: string; region: string; service: string } | undefined {
  const credential =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ??
    request.query.get('X-Amz-Credential');
  const [accessKey, , region, service] = credential?.split('/') ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) return undefined;
  return { accessKey, region, service };
}

/** A refusal for a service that there is none of, in the protocol that its client speaks by the look of the request. */
function plainRefusal(error: AwsError, request: WireRequest): WireResponse {
  const speaksQuery =
    request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (speaksQuery)
    return {
      status: error.status,
      headers: { 'content-type': 'text/xml' },
      body: utf8(queryErrorBody(error, '')),
    };
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': error.code },
    body: utf8(JSON.stringify({ __type: error.code, message: error.message })),
  };
}
