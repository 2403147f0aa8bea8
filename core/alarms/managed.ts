import { ownTags } from '../own-tags.ts';
import type { AlarmRequest } from './alarm-request.ts';
import type { ManagedAlarm } from './alarm-schema.ts';
import { queriesOf, type WatchedFleet } from './managed-queries.ts';
import { measureOf } from './measure.ts';

/** `n` is the alarm's index in the manifest's list. */
export const managedAlarmName = (stage: string, rollout: string, n: number): string =>
  `greenlight-${stage}-${rollout}-${n}`;

/** M = N = the number of periods in `for`: `for: 3m` in periods of a minute is 3 of 3. */
export const windowOf = ({ forSeconds, periodSeconds }: ManagedAlarm) => ({
  periodSeconds,
  evaluationPeriods: forSeconds / periodSeconds,
  datapointsToAlarm: forSeconds / periodSeconds,
});

/**
 * The threshold in the unit that CloudWatch compares in: microseconds for a latency, where the manifest has
 * ms.
 */
export function thresholdOf(alarm: ManagedAlarm): number {
  const measure = measureOf(alarm);
  return measure.kind === 'rate' ? alarm.threshold : scaled(alarm.threshold, measure.scale);
}

/**
 * The alarm as input of PutMetricAlarm. A metric with EndpointConfigName shows only the new fleet, once that
 * serves. So errors of the old fleet neither hide nor cause an alarm. Several variants share one alarm: over
 * their sum, or over the worst of them where a sum has no meaning.
 */
export function managedAlarmRequest(alarm: ManagedAlarm, n: number, fleet: WatchedFleet): AlarmRequest {
  const { evaluationPeriods, datapointsToAlarm } = windowOf(alarm);
  return {
    AlarmName: managedAlarmName(fleet.stage, fleet.rollout, n),
    AlarmDescription: `Greenlight watches ${alarm.metric} of ${fleet.config}, rollout ${fleet.rollout} of endpoint ${fleet.endpoint}. It is deleted with that release.`,
    Metrics: queriesOf(alarm, fleet),
    EvaluationPeriods: evaluationPeriods,
    DatapointsToAlarm: datapointsToAlarm,
    Threshold: thresholdOf(alarm),
    ComparisonOperator: alarm.comparison === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    // As in AWS's own examples of deployment guardrails: there is no data before the new fleet gets requests.
    TreatMissingData: 'notBreaching',
    Tags: ownTags(fleet),
  };
}

/** 1.001 ms are 1001 µs; the plain product is 1000.9999999999999. */
const scaled = (threshold: number, factor: number): number => Number((threshold * factor).toPrecision(15));
