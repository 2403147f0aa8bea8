import { describe, expect, it } from 'vitest';
import { configAsLive, variantAsLive } from '../../../core/plan/settings-as-live.ts';
import type { LiveEndpoint, ProductionVariant } from '../../../core/sagemaker.ts';
import { aLiveEndpoint } from '../../support/builders.ts';

const [variant] = aLiveEndpoint().config.ProductionVariants as readonly [ProductionVariant];
const live = (over: Partial<LiveEndpoint>, MetricsConfig?: object) =>
  aLiveEndpoint({
    config: { ProductionVariants: [variant], ...(MetricsConfig && { MetricsConfig }) },
    ...over,
  });
const before = Date.UTC(2026, 5, 17, 23, 59);
const after = Date.UTC(2026, 5, 18);

describe('Detailed observability, on by default for configs made after 17 June 2026', () => {
  it.each<[string, LiveEndpoint, object]>([
    [
      'off for a config from before',
      live({ configCreatedAt: before }),
      { EnableDetailedObservability: false },
    ],
    ['off where it is not known when it was made', live({}), { EnableDetailedObservability: false }],
    [
      'as the config says, whenever it was made',
      live(
        { configCreatedAt: before },
        { EnableDetailedObservability: true, MetricPublishFrequencyInSeconds: 30 },
      ),
      { EnableDetailedObservability: true, MetricPublishFrequencyInSeconds: 30 },
    ],
    [
      'off where a later config says so',
      live({ configCreatedAt: after }, { EnableDetailedObservability: false }),
      { EnableDetailedObservability: false },
    ],
    [
      'as the endpoint shows it, where the config does not say',
      live({ configCreatedAt: before, inEffect: { metrics: { EnableDetailedObservability: true } } }),
      { EnableDetailedObservability: true },
    ],
    [
      'beside what the config says of metrics otherwise',
      live({ configCreatedAt: before }, { EnableEnhancedMetrics: true }),
      { EnableEnhancedMetrics: true, EnableDetailedObservability: false },
    ],
  ])('is written out %s', (_, endpoint, MetricsConfig) => {
    expect(configAsLive(endpoint)).toEqual({ MetricsConfig });
  });

  it('is left to the default, which was on for the live config too, where nobody shows it', () => {
    expect(configAsLive(live({ configCreatedAt: after }))).toEqual({});
    const MetricsConfig = { EnableEnhancedMetrics: true };
    expect(configAsLive(live({ configCreatedAt: after }, MetricsConfig))).toEqual({ MetricsConfig });
  });

  it('is none of a serverless endpoint, which has no instances', () => {
    const ServerlessConfig = { MaxConcurrency: 5 };
    const config = { ProductionVariants: [{ VariantName: 'a', ModelName: 'm', ServerlessConfig }] };
    expect(configAsLive(aLiveEndpoint({ config }))).toEqual({});
  });
});

describe('How requests are routed', () => {
  const routing = { RoutingStrategy: 'LEAST_OUTSTANDING_REQUESTS' };
  const shown = live({ inEffect: { routing: { AllTraffic: routing } } });

  it('is written out as the endpoint shows it where its config does not say', () => {
    expect(variantAsLive(variant, shown)).toEqual({ ...variant, RoutingConfig: routing });
  });

  it('is as the config says where it does, and left out where nobody says', () => {
    const random = { ...variant, RoutingConfig: { RoutingStrategy: 'RANDOM' } };
    expect(variantAsLive(random, shown)).toBe(random);
    expect(variantAsLive(variant, live({}))).toBe(variant);
  });
});
