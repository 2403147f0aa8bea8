import type { EndpointConfigDefinition, LiveEndpoint, ProductionVariant } from '../sagemaker.ts';
import { epochMsOf } from '../values/instant.ts';
import { isServerless } from './compose-variants.ts';

/**
 * From when a config publishes detailed metrics by default: "endpoint configurations created after June 17,
 * 2026" (the guide, "Getting started with detailed observability"). Taken as the end of that day in UTC;
 * DescribeEndpointConfig shows the actual value anyway.
 */
const detailedByDefaultFrom = epochMsOf('2026-06-18T00:00:00.000Z');

/**
 * Settings whose default for a new config differs from the live one's. They are written out with their live
 * values, so that a release changes the model and nothing else. The config's own value comes first, then what
 * DescribeEndpoint shows to be in force.
 */
export function configAsLive(live: LiveEndpoint): Partial<EndpointConfigDefinition> {
  const metrics = metricsAsLive(live);
  return metrics === undefined ? {} : { MetricsConfig: metrics };
}

function metricsAsLive({ config, inEffect, configCreatedAt = 0 }: LiveEndpoint): object | undefined {
  const written = config.MetricsConfig as Readonly<Record<string, unknown>> | undefined;
  // Without instances there are no instance metrics to publish.
  if (config.ProductionVariants.every(isServerless)) return written;
  const detailed =
    written?.EnableDetailedObservability ??
    inEffect?.metrics?.EnableDetailedObservability ??
    (configCreatedAt < detailedByDefaultFrom ? false : undefined);
  return detailed === undefined ? written : { ...written, EnableDetailedObservability: detailed };
}

/** A variant with its request routing, if only DescribeEndpoint shows it: AWS documents no default. */
export function variantAsLive(variant: ProductionVariant, live: LiveEndpoint): ProductionVariant {
  const routing = live.inEffect?.routing?.[variant.VariantName];
  return variant.RoutingConfig !== undefined || routing === undefined
    ? variant
    : { ...variant, RoutingConfig: routing };
}
