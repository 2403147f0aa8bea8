import { type About, catalogue, type MetricName, type Metrics } from '../../core/ports/metrics.ts';
import type { Seam } from '../lambda/seam.ts';

export const namespace = 'Greenlight';

/** The metrics of one stage. They are written to the log, where CloudWatch picks them up. */
export function metricsOf({ clock, emit }: Pick<Seam, 'clock' | 'emit'>, stage: string): Metrics {
  const write = (name: MetricName, value: number, dimensions: About, about: About = {}): void =>
    emit(embedded(name, value, { Stage: stage, ...dimensions }, about, clock.now()));
  return {
    count: (name, dimensions, about) => write(name, 1, dimensions, about),
    seconds: (name, value, dimensions, about) => write(name, value, dimensions, about),
  };
}

/**
 * One metric in CloudWatch's embedded metric format (user guide, "Specification: Embedded metric format").
 * Powertools is not used: its Metrics class has its own clock and output, keeps state between events, and
 * would add far more to each function's bundle than this file.
 */
const embedded = (name: MetricName, value: number, dimensions: About, about: About, at: number) => ({
  _aws: {
    Timestamp: at,
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [Object.keys(dimensions)],
        Metrics: [{ Name: name, Unit: catalogue[name].unit }],
      },
    ],
  },
  ...about,
  ...dimensions,
  [name]: value,
});
