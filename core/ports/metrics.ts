/**
 * All our metrics, with their units and their dimensions besides `Stage`. No metric has an endpoint or a
 * release as dimension: each value makes a metric of its own, for which CloudWatch charges. Their names are
 * in the log line that carries the metric. Nothing is sent when all is well: a metric costs as much for one hour
 * as the rest of a rollout. How rollouts end and how long they take is a log line (app/ending/log-end.ts).
 */
export const catalogue = {
  /** Ended rollouts after which somebody must act now. */
  UrgentRollouts: { unit: 'Count', dimensions: [] },
  /** An event did not arrive, and a check found it instead: the end of a shift, the death of an execution. */
  LostEvents: { unit: 'Count', dimensions: ['Event'] },
  /** Executions that died and were handled. */
  DeadExecutions: { unit: 'Count', dimensions: ['Status'] },
  /** Changes to endpoints that no rollout made. */
  Drift: { unit: 'Count', dimensions: ['What'] },
  /** From a gate's question to the answer. */
  HumanWait: { unit: 'Seconds', dimensions: [] },
  /** Uploads of artifacts and manifests that were not read: their key has the wrong place or spelling. */
  Misplaced: { unit: 'Count', dimensions: [] },
} as const satisfies Record<string, { unit: 'Count' | 'Seconds'; dimensions: readonly string[] }>;

export type MetricName = keyof typeof catalogue;
type DimensionsOf<N extends MetricName> = Readonly<
  Record<(typeof catalogue)[N]['dimensions'][number], string>
>;
type Named<U extends 'Count' | 'Seconds'> = {
  [N in MetricName]: (typeof catalogue)[N]['unit'] extends U ? N : never;
}[MetricName];

/** The subject of a measurement. It goes to the log line and is not a dimension. */
export type About = Readonly<Record<string, string>>;

/** The controller's own metrics. */
export interface Metrics {
  count<N extends Named<'Count'>>(name: N, dimensions: DimensionsOf<N>, about?: About): void;
  seconds<N extends Named<'Seconds'>>(
    name: N,
    value: number,
    dimensions: DimensionsOf<N>,
    about?: About,
  ): void;
}
