import {
  invocationNamespace,
  type MetricUnit,
  metricIn,
  metricsNamed,
  type PublishedMetric,
} from '../cloudwatch/metric-catalogue.ts';
import type { Dimension } from './alarm-request.ts';
import { isKnownMetric, type KnownMetric, type ManagedAlarm } from './alarm-schema.ts';

/** A metric as an alarm on a release uses it. */
export interface MeasuredMetric {
  readonly namespace: string;
  readonly name: string;
  /** Values may contain placeholders: `{endpoint}`, `{variant}`, `{config}`. */
  readonly dimensions: readonly Dimension[];
  /** The entry in the catalogue; undefined for a metric that the manifest itself describes. */
  readonly published?: PublishedMetric;
}

/** How the value of a managed alarm is computed, and the unit of its threshold in the manifest. */
export type Measure =
  /** The share of the requests that `errors` counts. */
  | { readonly kind: 'rate'; readonly errors: MeasuredMetric; readonly unit: 'Percent' }
  /** A statistic of one metric; `scale` units of the metric are one unit of the manifest. */
  | {
      readonly kind: 'statistic';
      readonly metric: MeasuredMetric;
      readonly stat: string;
      readonly scale: number;
      /** Undefined for a metric that the manifest itself describes. */
      readonly unit?: MetricUnit;
    };

/** A dimension's value with its placeholders replaced by the release's own names. */
export const filledIn = (
  value: string,
  names: Readonly<Record<'endpoint' | 'variant' | 'config', string>>,
): string => value.replaceAll(/\{(endpoint|variant|config)\}/g, (_, name: keyof typeof names) => names[name]);

const endpoint: Dimension = { Name: 'EndpointName', Value: '{endpoint}' };
const variant: Dimension = { Name: 'VariantName', Value: '{variant}' };
const config: Dimension = { Name: 'EndpointConfigName', Value: '{config}' };

/** A metric of the catalogue by the narrowest dimensions that it has: the new fleet's, if possible. */
function measured(published: PublishedMetric): MeasuredMetric {
  const { namespace, name, scope, byConfig } = published;
  const dimensions = scope === 'endpoint' ? [endpoint] : [endpoint, variant, ...(byConfig ? [config] : [])];
  return { namespace, name, dimensions, published };
}

/** @throws Error if the metric is not in the catalogue */
export function invocationMetric(name: string): MeasuredMetric {
  const metric = metricIn(invocationNamespace, name);
  if (metric === undefined) throw new Error(`SageMaker publishes no ${name}`);
  return measured(metric);
}

/** "The interval of time taken by a model to respond", in microseconds; the manifest has milliseconds. */
const latency = (stat: string): Measure => ({
  kind: 'statistic',
  metric: invocationMetric('ModelLatency'),
  stat,
  scale: 1000,
  unit: 'Milliseconds',
});
const rate = (errors: string): Measure => ({
  kind: 'rate',
  errors: invocationMetric(errors),
  unit: 'Percent',
});

const measures: Readonly<Record<KnownMetric, Measure>> = {
  '5xx-rate': rate('Invocation5XXErrors'),
  '4xx-rate': rate('Invocation4XXErrors'),
  '5xx-count': {
    kind: 'statistic',
    metric: invocationMetric('Invocation5XXErrors'),
    stat: 'Sum',
    scale: 1,
    unit: 'Count',
  },
  'latency-p50': latency('p50'),
  'latency-p90': latency('p90'),
  'latency-p99': latency('p99'),
};

/**
 * What `metric` in a manifest stands for: one of our own words, a metric of SageMaker, or one that the
 * manifest describes.
 */
export function measureOf(alarm: ManagedAlarm): Measure {
  if (isKnownMetric(alarm.metric)) return measures[alarm.metric];
  const { metric, statistic, source } = alarm;
  if (source !== undefined) {
    const described = { namespace: source.namespace, name: metric, dimensions: source.dimensions };
    return { kind: 'statistic', metric: described, stat: statistic ?? 'Average', scale: 1 };
  }
  const [published] = metricsNamed(metric);
  // The manifest's schema refuses all others.
  if (published === undefined) throw new Error(`SageMaker publishes no ${metric}`);
  const stat = statistic ?? usualStatistic(published, alarm.comparison);
  return { kind: 'statistic', metric: measured(published), stat, scale: 1, unit: published.unit };
}

/** One bad instance of the new fleet must not vanish in an average over both fleets. */
function usualStatistic({ statistic }: PublishedMetric, comparison: ManagedAlarm['comparison']): string {
  if (statistic !== 'worst') return statistic;
  return comparison === 'above' ? 'Maximum' : 'Minimum';
}

/** Whether the metric shows only the new fleet, not the old fleet's variant of the same name. */
export const isOfNewFleetAlone = ({ dimensions }: MeasuredMetric): boolean =>
  dimensions.some(({ Value }) => Value.includes('{config}'));

export const isPerVariant = ({ dimensions }: MeasuredMetric): boolean =>
  dimensions.some(({ Value }) => Value.includes('{variant}'));

/** The metric that `measure` compares. */
export const metricOf = (measure: Measure): MeasuredMetric =>
  measure.kind === 'rate' ? measure.errors : measure.metric;
