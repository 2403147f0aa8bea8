import type { GuardedRelease } from '../alarms/guarded-release.ts';
import type { EndpointKind } from '../cloudwatch/metric-catalogue.ts';
import type { EndpointConfigDefinition, ModelDefinition } from '../sagemaker.ts';
import type { Timeline, TimelinePhase } from './timeline/timeline.ts';

/** The parts of a plan that its alarms depend on. */
interface Planned {
  readonly endpoint: string;
  readonly config: string;
  readonly previousConfig: string | null;
  readonly definition: EndpointConfigDefinition;
  readonly model: ModelDefinition | undefined;
  readonly variants: readonly { readonly name: string; readonly instanceType?: string | undefined }[];
  readonly timeline: Timeline;
}

/** The release that a plan's alarms guard. */
export function guardedRelease(planned: Planned): GuardedRelease {
  const { endpoint, config, previousConfig, definition, model, variants, timeline } = planned;
  return {
    endpoint,
    config,
    ...(previousConfig !== null && { liveConfig: previousConfig }),
    variants: variants.map(({ name, instanceType }) => ({ name, instanceType })),
    kinds: kindsOf(definition, model),
    publishSeconds: publishSecondsOf(definition.MetricsConfig),
    newOfAll: newOfAll(timeline),
    shiftSeconds: shiftSeconds(timeline),
  };
}

function kindsOf(definition: EndpointConfigDefinition, model: ModelDefinition | undefined): EndpointKind[] {
  const isServerless = definition.ProductionVariants.some(
    ({ ServerlessConfig }) => ServerlessConfig !== undefined,
  );
  const isAsynchronous = definition.AsyncInferenceConfig !== undefined;
  return [
    isAsynchronous ? 'asynchronous' : isServerless ? 'serverless' : 'real-time',
    ...((model?.Containers?.length ?? 0) > 1 ? (['pipeline'] as const) : []),
  ];
}

const usualSeconds = 60;

/**
 * MetricPublishFrequencyInSeconds applies to utilization metrics and, if EnableEnhancedMetrics is set, also
 * to request metrics (API reference of MetricsConfig).
 */
function publishSecondsOf(config: unknown): GuardedRelease['publishSeconds'] {
  const { MetricPublishFrequencyInSeconds: seconds, EnableEnhancedMetrics: isEnhanced } = (config ?? {}) as {
    MetricPublishFrequencyInSeconds?: unknown;
    EnableEnhancedMetrics?: unknown;
  };
  const instance = typeof seconds === 'number' ? seconds : usualSeconds;
  return { instance, request: isEnhanced === true ? instance : usualSeconds };
}

const isBake = ({ kind }: TimelinePhase): boolean => kind === 'bake' || kind === 'final-bake';

function shiftSeconds({ phases }: Timeline): number | undefined {
  const bakes = phases.filter(isBake);
  const [first, last] = [bakes[0], bakes.at(-1)];
  return first && last && last.startSeconds + last.seconds - first.startSeconds;
}

/**
 * From the bake with the new fleet's largest share of all instances: 4 of 8 in a canary's, 4 of 5 in a
 * rolling update's last.
 */
function newOfAll({ phases }: Timeline): GuardedRelease['newOfAll'] {
  const bakes = phases
    .filter(isBake)
    .map(({ blue, green }) => ({ instances: green.instances, all: green.instances + blue.instances }));
  return bakes.reduce(
    (most, bake) => (bake.instances * most.all > most.instances * bake.all ? bake : most),
    bakes[0] ?? { instances: 1, all: 1 },
  );
}
