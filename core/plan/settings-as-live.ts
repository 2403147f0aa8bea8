import type { EndpointConfigDefinition, LiveEndpoint, ProductionVariant } from '../sagemaker.ts';
import { isServerless } from './compose-variants.ts';

/**
 * From when on a config that does not say so publishes detailed metrics: "endpoint configurations created after June
 * 17, 2026" (the guide, "Getting started with detailed observability"). Taken as the end of that day in UTC; what is
 * in force is shown by DescribeEndpointConfig anyway.
 */
const detailedByDefaultFrom = Date.UTC(2026, 5, 18);

/**
 * Settings whose default is another for a config that is made now than for the live one, written out as they are live:
 * a release changes the model and nothing else. What the config says itself comes first, then what DescribeEndpoint
 * shows to be in force.
 */
export function configAsLive(live: LiveEndpoint): Partial<EndpointConfigDefinition> {
  const metrics = metricsAsLive(live);
  return metrics === undefined ? {} : { MetricsConfig: metrics };
}

function metricsAsLive({ config, inEffect, configCreatedAt = 0 }: LiveEndpoint): object | undefined {
  const written = config.MetricsConfig as Readonly<Record<string, unknown>> | undefined;
  // Without instances there is nothing that could be published of them.
  if (config.ProductionVariants.every(isServerless)) return written;
  const detailed =
    written?.EnableDetailedObservability ??
    inEffect?.metrics?.EnableDetailedObservability ??
    (configCreatedAt < detailedByDefaultFrom ? false : undefined);
  return detailed === undefined ? written : { ...written, EnableDetailedObservability: detailed };
}

/** A variant with how its requests are routed, where only DescribeEndpoint shows it: AWS documents no default. */
export function variantAsLive(variant: ProductionVariant, live: LiveEndpoint): ProductionVariant {
  const routing = live.inEffect?.routing?.[variant.VariantName];
  return variant.RoutingConfig !== undefined || routing === undefined
    ? variant
    : { ...variant, RoutingConfig: routing };
}
