import type {
  ContainerDefinition,
  CreateEndpointConfigInput,
  DataCaptureConfig,
  ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import { type ModelData, modelDataOf } from './model-data.ts';

/**
 * What the instances of one production variant are made from: a snapshot, so that a config or model deleted
 * meanwhile changes nothing.
 */
export interface FleetSpec {
  readonly configName: string;
  readonly variantName: string;
  /** Of a variant with instance pools that of the first in their order. */
  readonly instanceType: string;
  /** The types of its instance pools; none where it has a type of its own. */
  readonly poolTypes: readonly string[];
  readonly instanceCount: number;
  readonly weight: number;
  /** A Marketplace container's is its model package: which image is in it, only its seller knows. */
  readonly image: string;
  /** Whether the container is a product of AWS Marketplace. */
  readonly marketplace: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly modelData: ModelData | undefined;
  /** When the image was resolved, in epoch ms. */
  readonly resolvedAt: number;
  /** How long a container may take to answer its first ping, in ms of the host's time. */
  readonly startupTimeoutMs: number;
  /** How often each instance sends its metrics, in ms (MetricPublishFrequencyInSeconds). */
  readonly publishMs: number;
  /** What its instances capture of requests; undefined if nothing. */
  readonly capture: DataCaptureConfig | undefined;
}

/** A container has 8 minutes to become healthy unless its variant says otherwise (AWS, "Use your own inference code"). */
const defaultStartupSeconds = 480;

/** "The default is 60 seconds" (API reference of MetricsConfig). */
const defaultPublishSeconds = 60;

/** What the instances of a variant are, and which model they serve. */
export interface Served {
  readonly instanceType: string;
  readonly modelName: string;
}

/**
 * Instance pools are tried in the order of their Priority, 1 first, and none ever lacks capacity here: so all instances
 * are of the first. It serves its ModelNameOverride, if it has one, instead of the variant's model.
 */
export function servedBy({ InstanceType, ModelName = '', InstancePools = [] }: ProductionVariant): Served {
  const [first] = InstancePools.toSorted((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0));
  return {
    instanceType: first?.InstanceType ?? InstanceType ?? '',
    modelName: first?.ModelNameOverride ?? ModelName,
  };
}

export function fleetSpecOf(
  configName: string,
  variant: ProductionVariant,
  container: ContainerDefinition,
  now: number,
  {
    MetricsConfig: metrics = {},
    DataCaptureConfig: capture,
  }: Pick<CreateEndpointConfigInput, 'MetricsConfig' | 'DataCaptureConfig'>,
): FleetSpec {
  return {
    configName,
    variantName: variant.VariantName ?? '',
    instanceType: servedBy(variant).instanceType,
    poolTypes: (variant.InstancePools ?? []).flatMap(({ InstanceType }) => InstanceType ?? []),
    instanceCount: variant.InitialInstanceCount ?? 1,
    weight: variant.InitialVariantWeight ?? 1,
    image: container.Image ?? container.ModelPackageName ?? '',
    marketplace: container.ModelPackageName !== undefined,
    environment: container.Environment ?? {},
    modelData: modelDataOf(container),
    resolvedAt: now,
    startupTimeoutMs: (variant.ContainerStartupHealthCheckTimeoutInSeconds ?? defaultStartupSeconds) * 1000,
    publishMs: (metrics.MetricPublishFrequencyInSeconds ?? defaultPublishSeconds) * 1000,
    capture,
  };
}
