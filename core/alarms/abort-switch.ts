import { type Owner, ownTags } from '../own-tags.ts';
import type { AlarmRequest, Dimension } from './alarm-request.ts';

/** The name of a rollout's abort switch: 15 + stage + 63 characters at most, of the 255 that an alarm may have. */
export const abortSwitchName = (stage: string, rollout: string): string =>
  `greenlight-${stage}-abort-${rollout}`;

const namespace = 'Greenlight';
const metric = 'Abort';

const dimensionsOf = (stage: string, rollout: string): readonly Dimension[] => [
  { Name: 'Stage', Value: stage },
  { Name: 'Rollout', Value: rollout },
];

/**
 * The abort switch (design §2): an alarm on a metric that nobody sends until somebody aborts. Missing data is
 * *ignored*, so that it keeps the state that it has: OK once it was set so, and ALARM once it was tripped, until it
 * is deleted ("ignore: the current alarm state is maintained", "Configuring how CloudWatch alarms treat missing
 * data"). The default would make it INSUFFICIENT_DATA, `notBreaching` would call a tripped one OK again.
 */
export const abortSwitchRequest = (owner: Owner): AlarmRequest => ({
  AlarmName: abortSwitchName(owner.stage, owner.rollout),
  AlarmDescription: `Greenlight's switch to abort rollout ${owner.rollout} of endpoint ${owner.endpoint}. It is deleted when the rollout is over.`,
  Namespace: namespace,
  MetricName: metric,
  Dimensions: dimensionsOf(owner.stage, owner.rollout),
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'ignore',
  Tags: ownTags(owner),
});

/** What PutMetricData takes to trip it: the state outlives the next evaluation, as SetAlarmState alone would not. */
export const abortDatum = (stage: string, rollout: string) => ({
  Namespace: namespace,
  MetricData: [{ MetricName: metric, Dimensions: dimensionsOf(stage, rollout), Value: 1 }],
});
