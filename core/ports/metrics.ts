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

export type MetricName = keyof typeof catalogue;
type DimensionsOf<N extends MetricName> = Readonly<
  Record<(typeof catalogue)[N]['dimensions'][number], string>
>;
type Named<U extends 'Count' | 'Seconds'> = {
  [N in MetricName]: (typeof catalogue)[N]['unit'] extends U ? N : never;
}[MetricName];

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
