/** When a metric alarm goes off: M of N periods. */
export interface AlarmWindow {
  readonly periodSeconds: number;
  /** N. */
  readonly evaluationPeriods: number;
  /** M; all N where it is not given. */
  readonly datapointsToAlarm?: number | undefined;
}

/**
 * How long a datapoint takes from the end of its period until an alarm sees it: SageMaker sends its metrics once a
 * minute ("Amazon SageMaker AI metrics in Amazon CloudWatch"); AWS promises no time (docs/assumptions.md).
 */
export const publicationLagSeconds = 60;

/**
 * How long a fleet must be bad before the alarm is sure to say so: M whole periods, and the last one's way to
 * CloudWatch. 2 of 3 periods of 60 s: 2 × 60 + 60 = 180.
 */
export const secondsToTrip = ({ periodSeconds, evaluationPeriods, datapointsToAlarm }: AlarmWindow): number =>
  periodSeconds * (datapointsToAlarm ?? evaluationPeriods) + publicationLagSeconds;

/** Whether a bake is long enough for the alarm to go off in it; in a shorter one it protects nothing. */
export const canTripWithin = (bakeSeconds: number, alarm: AlarmWindow): boolean =>
  secondsToTrip(alarm) <= bakeSeconds;
