import { isKnownMetric, type KnownMetric, type ManagedAlarm } from '../manifest/alarms.ts';

/** How the value that a managed alarm is compared with is made from the metrics of AWS/SageMaker. */
export type Measure =
  /** The share of the requests that `errors` counts, in percent. */
  | { readonly kind: 'rate'; readonly errors: string }
  /** A statistic of one metric; `scale` of the metric's units are one of the manifest's. */
  | { readonly kind: 'statistic'; readonly metric: string; readonly stat: string; readonly scale: number };

/** "The interval of time taken by a model to respond", in microseconds; the manifest speaks of milliseconds. */
const latency = (stat: string): Measure => ({ kind: 'statistic', metric: 'ModelLatency', stat, scale: 1000 });

const measures: Readonly<Record<KnownMetric, Measure>> = {
  '5xx-rate': { kind: 'rate', errors: 'Invocation5XXErrors' },
  '4xx-rate': { kind: 'rate', errors: 'Invocation4XXErrors' },
  '5xx-count': { kind: 'statistic', metric: 'Invocation5XXErrors', stat: 'Sum', scale: 1 },
  'latency-p50': latency('p50'),
  'latency-p90': latency('p90'),
  'latency-p99': latency('p99'),
};

/** What a manifest's `metric` stands for: one of our own words, or a metric by AWS's name in its own unit. */
export const measureOf = ({ metric, statistic }: ManagedAlarm): Measure =>
  isKnownMetric(metric)
    ? measures[metric]
    : { kind: 'statistic', metric, stat: statistic ?? 'Average', scale: 1 };
