import { ownTags } from '../own-tags.ts';
import type { AlarmRequest } from './alarm-request.ts';
import type { ManagedAlarm } from './alarm-schema.ts';
import { queriesOf, type WatchedFleet } from './managed-queries.ts';
import { measureOf } from './measure.ts';

/** `n` is the alarm's index in the manifest's list. */
export const managedAlarmName = (stage: string, rollout: string, n: number): string =>
  `greenlight-${stage}-${rollout}-${n}`;

/** M = N = as many periods as it must last: `for: 3m` in periods of a minute is 3 of 3. */
export const windowOf = ({ forSeconds, periodSeconds }: ManagedAlarm) => ({
  periodSeconds,
  evaluationPeriods: forSeconds / periodSeconds,
  datapointsToAlarm: forSeconds / periodSeconds,
});

/** The threshold in the unit that CloudWatch compares in: of a latency microseconds, where the manifest says ms. */
export function thresholdOf(alarm: ManagedAlarm): number {
  const measure = measureOf(alarm);
  return measure.kind === 'rate' ? alarm.threshold : scaled(alarm.threshold, measure.scale);
}

/**
 * The alarm as PutMetricAlarm takes it. Where the metric has EndpointConfigName it sees the new fleet alone, once that
 * serves, so errors of the fleet that is on its way out neither hide nor cause anything. Several variants make one
 * alarm, over their sum, or over the worst of them where a sum has no meaning.
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
    // As in AWS's own examples of deployment guardrails: before the new fleet gets requests there are no data.
    TreatMissingData: 'notBreaching',
    Tags: ownTags(fleet),
  };
}

/** 1.001 ms are 1001 µs, not the 1000.9999999999999 that the product comes to. */
const scaled = (threshold: number, factor: number): number => Number((threshold * factor).toPrecision(15));
