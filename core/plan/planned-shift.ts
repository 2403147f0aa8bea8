import type { DeploymentConfig, LiveEndpoint } from '../sagemaker.ts';
import { longestTimeout, shortestTimeout } from '../strategies/aws-limits.ts';
import { type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import { defaultTimings, type Timings } from '../strategies/timings.ts';
import { startSecondsOf } from './start-seconds.ts';
import type { Timeline } from './timeline/timeline.ts';
import { type TimelineVariant, timelineOf } from './timeline/timeline-of.ts';

/** How long the state machine waits for the end of a shift, in seconds. */
interface Waits {
  /** Until the endpoint is first read without an event: the planned time and a margin. */
  readonly plannedSeconds: number;
  /** From then until the wait is given up: the deployment's own timeout, its rollback, and a margin. */
  readonly remainingSeconds: number;
}

export interface ShiftToPlan {
  readonly action: 'create' | 'update';
  readonly policy: StrategyPolicy;
  /** The alarms that make SageMaker roll back. */
  readonly alarmNames: readonly string[];
  readonly variants: readonly TimelineVariant[];
  /** Guardrails exclude something here, so SageMaker silently shifts all at once with no bake. */
  readonly fallsBack: boolean;
  /** The longest time for a model to download and answer its first ping. After that SageMaker gives up. */
  readonly startSeconds: number;
}

export interface PlannedShift {
  readonly deployment: DeploymentConfig;
  readonly timeline: Timeline;
  readonly wait: Waits;
}

/** A shift and everything that depends on its duration, all from one timeline. */
export function planShift(shift: ShiftToPlan): PlannedShift {
  const { policy, alarmNames } = shift;
  const timeout = policy.timeout ?? defaultTimeout(shift);
  const timed = { ...shift, policy: { ...policy, timeout } };
  const timeline = timelineOf({ ...timed, startTimeoutSeconds: shift.startSeconds });
  const deployment: DeploymentConfig = {
    ...strategyOf(policy).toAws(policy, timeout),
    ...(alarmNames.length > 0 && {
      AutoRollbackConfiguration: { Alarms: alarmNames.map((AlarmName) => ({ AlarmName })) },
    }),
  };
  return { deployment, timeline, wait: waitsOf(timed, timeline, timeout) };
}

/** Added to the slowest starts, for launching and ending instances; AWS sets no limit on that. */
const timeoutMarginSeconds = 1800;

/**
 * The default of MaximumExecutionTimeoutInSeconds: the update with every batch at its slowest start, plus
 * half an hour, within AWS's limits. Twelve instances rolled one at a time, 2 min bakes, starts of 20 min at
 * most: 12 × (1200 + 120 + 60) + 1800 = 18,360 s.
 */
export const defaultTimeout = (shift: Pick<ShiftToPlan, 'policy' | 'variants' | 'startSeconds'>): number =>
  Math.min(longestTimeout, Math.max(shortestTimeout, slowestSeconds(shift) + timeoutMarginSeconds));

/**
 * The time limit for going back after the shift's end: all at once, with the models that served before. Two
 * hours to start and a minute to end the other fleet are 7200 + 60 + 1800 = 9060 s.
 */
export const goingBackSeconds = (variants: readonly TimelineVariant[], live: LiveEndpoint): number =>
  defaultTimeout({
    policy: { strategy: 'all-at-once' },
    variants,
    startSeconds: startSecondsOf(live.config.ProductionVariants),
  });

/** How long the update takes if every batch starts as slowly as allowed. */
export const slowestSeconds = ({
  policy,
  variants,
  startSeconds,
}: Pick<ShiftToPlan, 'policy' | 'variants' | 'startSeconds'>): number =>
  timelineOf({ action: 'update', policy, variants, timings: slowest(startSeconds) }).totalSeconds;

const slowest = (startSeconds: number): Timings => ({
  ...defaultTimings,
  provisioningSeconds: Math.max(defaultTimings.provisioningSeconds, startSeconds),
});

/**
 * Added to one slow start, for launching and ending instances. A rolling update does both for every batch and
 * may take longer. Then the endpoint is only read once too early.
 */
const firstMarginSeconds = 2700;
const lastMarginSeconds = 3000;

function waitsOf(
  { action, policy, variants, startSeconds }: ShiftToPlan,
  { totalSeconds }: Timeline,
  timeout: number,
): Waits {
  const plannedSeconds = totalSeconds + startSeconds + firstMarginSeconds;
  const blue = variants.map(({ instanceCount, liveInstanceCount = instanceCount }) => liveInstanceCount);
  const rollback = strategyOf(policy).longestRollback(policy, blue, slowest(startSeconds));
  const end = Math.max(plannedSeconds, action === 'create' ? 0 : timeout + rollback) + lastMarginSeconds;
  return { plannedSeconds, remainingSeconds: end - plannedSeconds };
}
