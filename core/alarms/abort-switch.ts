import { type Owner, ownTags } from '../own-tags.ts';
import type { AlarmRequest, Dimension } from './alarm-request.ts';

/** The name of a rollout's abort switch: at most 15 + stage + 63 characters. An alarm name may have 255. */
export const abortSwitchName = (stage: string, rollout: string): string =>
  `greenlight-${stage}-abort-${rollout}`;

const namespace = 'Greenlight';
const metric = 'Abort';

const dimensionsOf = (stage: string, rollout: string): readonly Dimension[] => [
  { Name: 'Stage', Value: stage },
  { Name: 'Rollout', Value: rollout },
];

/**
 * The abort switch (docs/operating.md, "Something must stop now"): an alarm on a metric that nobody sends until
 * somebody aborts. Missing data is
 * *ignored*, so the alarm keeps its state until it is deleted: OK once it is set, ALARM once it is tripped
 * ("ignore: the current alarm state is maintained", "Configuring how CloudWatch alarms treat missing data").
 * The default would make it INSUFFICIENT_DATA, and `notBreaching` would turn a tripped alarm back to OK.
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

/**
 * The input of PutMetricData that trips it. A data point survives the next evaluation; SetAlarmState alone
 * would not.
 */
export const abortDatum = (stage: string, rollout: string) => ({
  Namespace: namespace,
  MetricData: [{ MetricName: metric, Dimensions: dimensionsOf(stage, rollout), Value: 1 }],
});
