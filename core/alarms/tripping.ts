/** When a metric alarm goes off: M of N periods. */
export interface AlarmWindow {
  readonly periodSeconds: number;
  /** N. */
  readonly evaluationPeriods: number;
  /** M; defaults to N. */
  readonly datapointsToAlarm?: number | undefined;
}

/**
 * How long a data point takes from the end of its period until an alarm sees it. SageMaker sends its metrics
 * once a minute ("Amazon SageMaker AI metrics in Amazon CloudWatch"); AWS promises no time
 * (docs/assumptions.md).
 */
export const publicationLagSeconds = 60;

/**
 * How long a fleet must be bad until the alarm certainly goes off: M whole periods, plus the delay of the
 * last one. 2 of 3 periods of 60 s: 2 × 60 + 60 = 180.
 */
export const secondsToTrip = ({ periodSeconds, evaluationPeriods, datapointsToAlarm }: AlarmWindow): number =>
  periodSeconds * (datapointsToAlarm ?? evaluationPeriods) + publicationLagSeconds;

/** Whether the alarm can go off within a bake of this length. In a shorter bake it protects nothing. */
export const canTripWithin = (bakeSeconds: number, alarm: AlarmWindow): boolean =>
  secondsToTrip(alarm) <= bakeSeconds;
