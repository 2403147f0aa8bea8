import type { LocalContext } from '../context.ts';
import type { MetricSink } from '../ports.ts';
import { utf8 } from '../transport/wire.ts';
import type { Assumptions } from './assumptions.ts';
import type { DataCapture } from './capture.ts';
import type { Endpoint } from './endpoint.ts';
import type { Instance } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import { endpointNotFound, modelError, serviceUnavailable, variantNotFound } from './invoke-errors.ts';
import { recordInvocation } from './metrics.ts';
import { type ServingPart, servingParts } from './serving.ts';

export interface InvokeDeps {
  readonly context: LocalContext;
  readonly metrics: MetricSink;
  readonly assumptions: Assumptions;
  readonly capture: Pick<DataCapture, 'record'>;
  /** A monotonic reading in milliseconds, by which latencies are measured. */
  readonly stopwatch: () => number;
  /** How many requests are under way, by endpoint and variant. */
  readonly inFlight: Map<string, number>;
  /** What a fault has a metric of an instance show instead of what was measured. */
  readonly shown: (spec: FleetSpec, metric: string) => number | undefined;
}

export interface ModelRequest {
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** The production variant to ask, whatever the weights say. */
  readonly targetVariant?: string | undefined;
}

export interface ModelAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly variantName: string;
}

/**
 * Sends `request` to one instance behind `endpoint`: first to a fleet by its share of the traffic, then to any
 * of its active instances alike.
 * @throws AwsError `ValidationError` if the endpoint or the target variant does not serve; `ServiceUnavailable` (503)
 *   if no instance is there to take it; `ModelError` (424) if the model answers 4xx or 5xx, or not at all
 */
export async function invoke(
  endpoint: Endpoint | undefined,
  endpointName: string,
  request: ModelRequest,
  deps: InvokeDeps,
): Promise<ModelAnswer> {
  const begun = deps.stopwatch();
  const all = endpoint === undefined ? [] : servingParts(endpoint, deps.assumptions);
  if (all.length === 0) throw endpointNotFound(deps.context, endpointName);
  const { targetVariant } = request;
  const parts = targetVariant === undefined ? all : aimedAt(targetVariant, all);
  if (targetVariant !== undefined && parts.length === 0) {
    throw variantNotFound(deps.context, endpointName, targetVariant);
  }
  const target = chooseInstance(parts, deps.context.random.next(), deps.context.random.next());
  if (target === undefined) throw serviceUnavailable();
  const { instance, part } = target;
  const { variantName } = part;

  const key = `${endpointName}/${variantName}`;
  const concurrent = (deps.inFlight.get(key) ?? 0) + 1;
  deps.inFlight.set(key, concurrent);
  const sent = deps.stopwatch();
  const answer = await answerOf(instance, request);
  const received = deps.stopwatch();
  const left = (deps.inFlight.get(key) ?? 1) - 1;
  if (left > 0) deps.inFlight.set(key, left);
  else deps.inFlight.delete(key);

  recordInvocation(deps.metrics, {
    shown: (metric) => deps.shown(instance.spec, metric),
    concurrent,
    endpointName,
    variantName,
    configName: instance.spec.configName,
    modelStatus: answer.status,
    modelMicros: Math.round((received - sent) * 1000),
    overheadMicros: Math.round((sent - begun) * 1000),
    activeInstances: aimedAt(variantName, all).reduce((sum, { on }) => sum + on, 0),
  });
  deps.capture.record(endpointName, instance, answer.status, { request, answer });
  if (answer.status < 200 || answer.status >= 300) throw modelError(deps.context, endpointName, answer);
  return { headers: answer.headers, body: answer.body, variantName };
}

/** The parts of one variant, which have all of the traffic that is meant for it, whatever its weight. */
const aimedAt = (variantName: string, parts: readonly ServingPart[]): readonly ServingPart[] =>
  parts
    .filter((part) => part.variantName === variantName)
    .map((part) => ({ ...part, share: part.shareOfVariant }));

/**
 * The instance that the two draws (each in [0, 1)) fall upon: `forPart` by the parts' shares, laid end to end from
 * the last to the first (so one variant's green is below its share, and blue above); `forInstance` spreads evenly
 * over that part's active instances. Undefined if nothing serves.
 */
function chooseInstance(
  parts: readonly ServingPart[],
  forPart: number,
  forInstance: number,
): { readonly part: ServingPart; readonly instance: Instance } | undefined {
  let end = 0;
  // If the shares, being fractions, add up to a hair less than the draw, the first part has it.
  const part =
    parts.findLast(({ share }) => {
      end += share;
      return forPart < end;
    }) ?? parts.find(({ share }) => share > 0);
  const instance = part?.instances[Math.floor(forInstance * part.on)];
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
