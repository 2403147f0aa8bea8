import { withinHostTime } from '../clock/host.ts';
import { arnOf, type LocalContext } from '../context.ts';
import type { MetricSink } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { text } from '../transport/wire.ts';
import type { Assumptions } from './assumptions.ts';
import { type Endpoint, type ServingPart, servingParts } from './endpoint.ts';
import type { Instance } from './fleet.ts';
import { recordInvocation } from './metrics.ts';

export interface InvokeDeps {
  readonly context: LocalContext;
  readonly metrics: MetricSink;
  readonly assumptions: Assumptions;
  /** A monotonic reading in milliseconds, by which latencies are measured. */
  readonly stopwatch: () => number;
}

export interface ModelRequest {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ModelAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly variantName: string;
}

/** A model container must answer within 60 seconds (InvokeEndpoint's API reference). */
const modelTimeoutMs = 60_000;

/**
 * Sends `request` to one instance behind `endpoint`: first to a fleet by its share of the traffic, then to any
 * of its active instances alike.
 * @throws AwsError `ValidationError` if nothing serves; `ModelError` (424) if the model answers 4xx or 5xx, or not at all
 */
export async function invoke(
  endpoint: Endpoint | undefined,
  endpointName: string,
  request: ModelRequest,
  deps: InvokeDeps,
): Promise<ModelAnswer> {
  const begun = deps.stopwatch();
  const parts = endpoint === undefined ? [] : servingParts(endpoint, deps.assumptions);
  const target = chooseInstance(parts, deps.context.random.next(), deps.context.random.next());
  if (target === undefined) {
    throw new AwsError(
      'ValidationError',
      `Endpoint ${endpointName} of account ${deps.context.account} not found.`,
    );
  }
  const { spec } = target.part.fleet;

  const sent = deps.stopwatch();
  const answer = await answerOf(target.instance, request);
  const received = deps.stopwatch();

  const record = {
    endpointName,
    variantName: spec.variantName,
    configName: spec.configName,
    modelStatus: answer.status,
    modelMicros: Math.round((received - sent) * 1000),
    overheadMicros: 0,
    activeInstances: parts.reduce((sum, part) => sum + part.active.length, 0),
  };
  const overheadMicros = Math.round((deps.stopwatch() - received + sent - begun) * 1000);
  recordInvocation(deps.metrics, { ...record, overheadMicros });

  if (answer.status < 200 || answer.status >= 300) throw modelError(deps.context, endpointName, answer);
  return { headers: answer.headers, body: answer.body, variantName: spec.variantName };
}

/**
 * The instance that the two draws (each in [0, 1)) fall upon: `forFleet` along the shares, `forInstance` along
 * the fleet's active instances. Undefined if nothing serves.
 */
export function chooseInstance(
  parts: readonly ServingPart[],
  forFleet: number,
  forInstance: number,
): { readonly part: ServingPart; readonly instance: Instance } | undefined {
  let upTo = 0;
  const serving = parts.filter((part) => part.share > 0);
  // The shares' sum may be a rounding error short of 1: the last part takes what is left.
  const part = serving.find((candidate) => forFleet < (upTo += candidate.share)) ?? serving.at(-1);
  const instance = part?.active[Math.floor(forInstance * part.active.length)];
  return part !== undefined && instance !== undefined ? { part, instance } : undefined;
}

interface RawAnswer extends ModelRequest {
  readonly status: number;
}

/** The container's answer; status 0 with AWS's words if there is none. */
async function answerOf(instance: Instance, request: ModelRequest): Promise<RawAnswer> {
  const silent =
    'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.';
  try {
    return await withinHostTime(instance.invoke(request), modelTimeoutMs, () => new Error(silent));
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { status: 0, headers: {}, body: new TextEncoder().encode(told) };
  }
}

function modelError(context: LocalContext, endpointName: string, answer: RawAnswer): AwsError {
  const { account, region } = context;
  const client = answer.status >= 400 && answer.status < 500;
  const original = text(answer.body);
  const logGroup = `/aws/sagemaker/Endpoints/${endpointName}`;
  const message =
    `Received ${client ? 'client' : 'server'} error (${answer.status}) from primary with message "${original}". ` +
    `See https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:group=${logGroup} ` +
    `in account ${account} for more information.`;
  return new AwsError('ModelError', message.slice(0, 2048), {
    status: 424,
    members: {
      ErrorCode: client ? 'CLIENT_ERROR_FROM_MODEL' : 'INTERNAL_FAILURE_FROM_MODEL',
      OriginalStatusCode: answer.status,
      OriginalMessage: original.slice(0, 2048),
      LogStreamArn: arnOf(context, 'logs', `log-group:${logGroup}`),
    },
  });
}
