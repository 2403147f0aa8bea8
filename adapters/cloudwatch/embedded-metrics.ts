import { type About, catalogue, type MetricName, type Metrics } from '../../core/ports/metrics.ts';
import type { Seam } from '../lambda/seam.ts';

export const namespace = 'Greenlight';

/** The metrics of one stage, written to the log as CloudWatch takes them from there. */
export function metricsOf({ clock, emit }: Pick<Seam, 'clock' | 'emit'>, stage: string): Metrics {
  const write = (name: MetricName, value: number, dimensions: About, about: About = {}): void =>
    emit(embedded(name, value, { Stage: stage, ...dimensions }, about, clock.now()));
  return {
    count: (name, dimensions, about) => write(name, 1, dimensions, about),
    seconds: (name, value, dimensions, about) => write(name, value, dimensions, about),
  };
}

/**
 * One metric in CloudWatch's embedded metric format (user guide, "Specification: Embedded metric format"). Written
 * here and not by Powertools, whose Metrics has a clock and an output of its own, keeps state between events, and
 * would make each function's bundle larger than this file by far.
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
