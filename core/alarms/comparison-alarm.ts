import { ownTags } from '../own-tags.ts';
import type { AlarmRequest } from './alarm-request.ts';
import type { ComparedAlarm } from './comparison.ts';
import { comparisonLabel, comparisonQueries } from './comparison-queries.ts';
import { managedAlarmName } from './managed.ts';
import type { WatchedFleet } from './managed-queries.ts';

/** A comparison of one variant that CloudWatch computes. */
export interface WatchedComparison {
  readonly alarm: ComparedAlarm;
  readonly variant: string;
  /** The number in its name. */
  readonly n: number;
  /** The variant's part of the chance of a false alarm, from 0 to 1. */
  readonly falseAlarms: number;
}

/**
 * The newest minute may lack metrics that come late: two minutes must be above the threshold, and so one that is
 * complete. They need not follow one another: what was shown once stays shown.
 */
export const minutesToAlarm = 2;

/** @param minutes for how long green may have requests, so that the sums never begin anew within the shift */
export const comparisonWindow = (minutes: number) => ({
  periodSeconds: 60,
  evaluationPeriods: Math.max(minutesToAlarm, minutes),
  datapointsToAlarm: minutesToAlarm,
});

/** In powers of ten, as `comparisonQueries` has the evidence: 2 for 1 %. */
export const comparisonThreshold = (falseAlarms: number): number =>
  Number((-Math.log10(falseAlarms)).toPrecision(12));

/**
 * The alarm as input of PutMetricAlarm. RUNNING_SUM begins with the alarm's window, so that is as long as the whole
 * shift may be: with a shorter one, every minute would be another chance of a false alarm.
 */
export function comparisonAlarmRequest(
  { alarm, variant, n, falseAlarms }: WatchedComparison,
  fleet: WatchedFleet,
  minutes: number,
): AlarmRequest {
  const { evaluationPeriods, datapointsToAlarm } = comparisonWindow(minutes);
  return {
    AlarmName: managedAlarmName(fleet.stage, fleet.rollout, n),
    AlarmDescription: `Greenlight compares ${comparisonLabel(alarm)} for ${variant} of ${fleet.config}, rollout ${fleet.rollout} of endpoint ${fleet.endpoint}: powers of ten of evidence. It is deleted with that release.`,
    Metrics: comparisonQueries(alarm, falseAlarms, fleet, variant),
    EvaluationPeriods: evaluationPeriods,
    DatapointsToAlarm: datapointsToAlarm,
    Threshold: comparisonThreshold(falseAlarms),
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    Tags: ownTags(fleet),
  };
}
