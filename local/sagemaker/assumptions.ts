/**
 * What AWS's documents leave open about deployment guardrails, as switches. Each is explained in
 * docs/assumptions.md; a controller must be right under every setting.
 */
export interface Assumptions {
  /** How CAPACITY_PERCENT becomes instances: 20 % of 7 = 1.4 is 2 (`up`) or 1 (`nearest`); never less than 1. */
  readonly percentRounding: 'up' | 'nearest';
  /** A percent step that rounds to the whole fleet (any percentage of one instance). */
  readonly wholeFleetStep: 'single-shift' | 'refused';
  /** What bakes once all traffic is on green: TerminationWait alone, or WaitInterval before it. */
  readonly lastShiftBake: 'termination-wait' | 'wait-interval-too';
  /** Whether an alarm that already stands in ALARM when a bake starts trips it. */
  readonly alarmInAlarmAtStart: 'trips-at-first-bake' | 'needs-transition';
  /** Whether INSUFFICIENT_DATA counts as ALARM. */
  readonly insufficientData: 'ignored' | 'trips';
  /** An AutoRollback alarm that does not exist when UpdateEndpoint is called. */
  readonly missingAlarm: 'ignored' | 'refused';
  /** A composite alarm among the AutoRollback alarms: like any other, or as if it did not exist. */
  readonly compositeAlarm: 'watched' | 'unseen';
  /** EndpointStatus while traffic is back on blue and green is being terminated. */
  readonly rollbackStatus: 'Updating' | 'RollingBack';
  /** FailureReason after an alarm or a time limit rolled a deployment back. */
  readonly rollbackFailureReason: 'empty' | 'text';
  /** What MaximumExecutionTimeoutInSeconds does when it strikes before blue is being terminated. */
  readonly executionTimeout: 'rolls-back' | 'completes';
  /** Green's share of the traffic: active green over all of green, or over all active instances. */
  readonly trafficShare: 'green-fleet-share' | 'active-instances';
  /** Whether blue instances that are turned off but not yet terminated count as CurrentInstanceCount. */
  readonly turnedOffBlue: 'left-out' | 'counted';
  /** A RollingUpdatePolicy for serverless or several variants, which rolling updates exclude. */
  readonly rollingExcluded: 'falls-back' | 'refused';
  /**
   * An endpoint's name in other upper and lower case than it was created with, in every call but CreateEndpoint (never
   * minds) and InvokeEndpoint (always does): it finds the endpoint, or there is none of that name.
   */
  readonly endpointNameCase: 'ignored' | 'matched';
  /** Whether an update without a DeploymentConfig may add, remove and rename variants. Under one, none may. */
  readonly variantNames: 'equal-under-guardrails' | 'always-equal';
  /** Whether the metrics of instances come once more by EndpointConfigName, as those of requests do. */
  readonly utilizationBy: 'variant' | 'config-too';
  /** LastDeploymentConfig after an UpdateEndpoint without a DeploymentConfig: the one before, or none. */
  readonly updateWithoutConfig: 'keeps-last' | 'clears-last';
  /** What RetainAllVariantProperties makes of a variant that is scaled to 0 instances. */
  readonly retainedZero: 'stays-zero' | 'initial-count';
  /** Whether Describe calls show EnableDetailedObservability where it is on by default only. */
  readonly observabilityDefault: 'shown' | 'hidden';
  /** When DescribeEndpoint shows an update that was accepted: at once, or two seconds later. */
  readonly updateShown: 'at-once' | 'after-seconds';
  /** Which answers data capture takes: those with a status of 2xx, or errors of the model, too. */
  readonly capturedAnswers: 'successful' | 'all';
  /** What RetainAllVariantProperties makes of data capture: that of the new config, or what the endpoint had. */
  readonly retainedCapture: 'new-config' | 'kept';
}

export const defaultAssumptions: Assumptions = {
  percentRounding: 'up',
  wholeFleetStep: 'single-shift',
  lastShiftBake: 'termination-wait',
  alarmInAlarmAtStart: 'trips-at-first-bake',
  insufficientData: 'ignored',
  missingAlarm: 'ignored',
  compositeAlarm: 'watched',
  rollbackStatus: 'Updating',
  rollbackFailureReason: 'empty',
  executionTimeout: 'rolls-back',
  trafficShare: 'green-fleet-share',
  turnedOffBlue: 'left-out',
  rollingExcluded: 'falls-back',
  endpointNameCase: 'ignored',
  variantNames: 'equal-under-guardrails',
  utilizationBy: 'variant',
  updateWithoutConfig: 'keeps-last',
  retainedZero: 'stays-zero',
  observabilityDefault: 'shown',
  updateShown: 'at-once',
  capturedAnswers: 'successful',
  retainedCapture: 'new-config',
};

/** How long AWS's own work takes, in simulated seconds. AWS promises no figures; these are typical ones. */
export interface Timings {
  /** From the decision until the instances launched together are up and healthy; longer if their containers take longer. */
  readonly provisioningSeconds: number;
  /** Between the decision to turn traffic on and traffic being on. */
  readonly activationSeconds: number;
  /** Ending a fleet's instances. */
  readonly terminationSeconds: number;
  /** From the crash of a container until SageMaker has restarted it. */
  readonly containerRestartSeconds: number;
  /** From a captured request until it is in S3, at most ("a couple of minutes"). */
  readonly captureSeconds: number;
}

export const defaultTimings: Timings = {
  provisioningSeconds: 240,
  activationSeconds: 0,
  terminationSeconds: 60,
  containerRestartSeconds: 120,
  captureSeconds: 120,
};
