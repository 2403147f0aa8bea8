import type { Seam } from './seam.ts';

/**
 * Every metric of ours, with its unit and its dimensions beside `Stage`. None has an endpoint or a release for a
 * dimension: each value of one makes a metric of its own, for which CloudWatch charges; the log line that a metric
 * is taken from names them.
 */
export const catalogue = {
  /** One for every rollout that ends. */
  Rollouts: { unit: 'Count', dimensions: ['Outcome'] },
  /** Those of them where somebody has to act now. */
  UrgentRollouts: { unit: 'Count', dimensions: [] },
  /** How long a rollout was in a phase, told when it ends; and in all, as the phase `total`. */
  PhaseSeconds: { unit: 'Seconds', dimensions: ['Phase'] },
  /** What an event should have told and a look found: an end of a shift, the death of an execution. */
  LostEvents: { unit: 'Count', dimensions: ['Event'] },
  /** Executions that died and were seen to. */
  DeadExecutions: { unit: 'Count', dimensions: ['Status'] },
  /** Changes of endpoints that no rollout made. */
  Drift: { unit: 'Count', dimensions: ['What'] },
  /** From a gate's question to somebody's answer. */
  HumanWait: { unit: 'Seconds', dimensions: [] },
  /** Artifacts uploaded to where no endpoint can be told from. */
  Misplaced: { unit: 'Count', dimensions: [] },
} as const satisfies Record<string, { unit: 'Count' | 'Seconds'; dimensions: readonly string[] }>;

export const namespace = 'Greenlight';

type Name = keyof typeof catalogue;
type DimensionsOf<N extends Name> = Readonly<Record<(typeof catalogue)[N]['dimensions'][number], string>>;
type Named<U extends 'Count' | 'Seconds'> = {
  [N in Name]: (typeof catalogue)[N]['unit'] extends U ? N : never;
}[Name];

/** What a measurement is about: on its log line, and no dimension. */
export type About = Readonly<Record<string, string>>;

/** How the controller fares, in numbers. */
export interface Metrics {
  count<N extends Named<'Count'>>(name: N, dimensions: DimensionsOf<N>, about?: About): void;
  seconds<N extends Named<'Seconds'>>(
    name: N,
    value: number,
    dimensions: DimensionsOf<N>,
    about?: About,
  ): void;
}

/** The metrics of one stage, written to the log as CloudWatch takes them from there. */
export function metricsOf({ clock, emit }: Pick<Seam, 'clock' | 'emit'>, stage: string): Metrics {
  const write = (name: Name, value: number, dimensions: About, about: About = {}): void =>
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
const embedded = (name: Name, value: number, dimensions: About, about: About, at: number) => ({
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
