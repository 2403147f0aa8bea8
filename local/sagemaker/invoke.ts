import { arnOf, type LocalContext } from '../context.ts';
import type { MetricSink } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { text, utf8 } from '../transport/wire.ts';
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

  recordInvocation(deps.metrics, {
    endpointName,
    variantName: spec.variantName,
    configName: spec.configName,
    modelStatus: answer.status,
    modelMicros: Math.round((received - sent) * 1000),
    overheadMicros: Math.round((sent - begun) * 1000),
    activeInstances: parts.reduce((sum, part) => sum + part.active.length, 0),
  });
  if (answer.status < 200 || answer.status >= 300) throw modelError(deps.context, endpointName, answer);
  return { headers: answer.headers, body: answer.body, variantName: spec.variantName };
}

/**
 * The instance that the two draws (each in [0, 1)) fall upon: below green's share `forFleet` means green, else blue;
 * `forInstance` spreads evenly over that fleet's active instances. Undefined if nothing serves.
 */
export function chooseInstance(
  parts: readonly ServingPart[],
  forFleet: number,
  forInstance: number,
): { readonly part: ServingPart; readonly instance: Instance } | undefined {
  const [blue, green] = (['blue', 'green'] as const).map((colour) =>
    parts.find((candidate) => candidate.colour === colour),
  );
  const part = green !== undefined && forFleet < green.share ? green : blue;
  const instance = part?.active[Math.floor(forInstance * part.active.length)];
  return part !== undefined && instance !== undefined ? { part, instance } : undefined;
}

interface RawAnswer extends ModelRequest {
  readonly status: number;
}

/** The container's answer; status 0, as AWS tells it, if there is none (unreachable, or silent for too long). */
async function answerOf(instance: Instance, request: ModelRequest): Promise<RawAnswer> {
  try {
    return await instance.invoke(request);
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { status: 0, headers: {}, body: utf8(told) };
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
