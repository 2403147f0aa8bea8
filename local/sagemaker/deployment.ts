import type { RollingUpdatePolicy } from '@aws-sdk/client-sagemaker';
import type { AlarmStateValue } from '../ports.ts';
import type { Assumptions, Timings } from './assumptions.ts';
import type { Phase } from './phase.ts';
import { blueGreenRollback, rollingRollback } from './rollback-plan.ts';
import type { Capacity, FleetSizes } from './traffic.ts';

/** What a deployment is from its start to its end. Instants are epoch ms; lists have one item per variant. */
export interface Deployment {
  readonly startedAt: number;
  readonly sizes: readonly FleetSizes[];
  readonly plan: readonly Phase[];
  /** The policy of a rolling update; undefined for a blue/green one. */
  readonly rolling: RollingUpdatePolicy | undefined;
  readonly alarmNames: readonly string[];
  /** MaximumExecutionTimeoutInSeconds, if the policy sets one. */
  readonly timeLimitSeconds: number | undefined;
  /** Why the guardrails that were asked for are not applied: all at once, with no bake and no deployment events. */
  readonly fallback: string | undefined;
  readonly timings: Timings;
  readonly assumptions: Assumptions;
}

/** Where a deployment stands, since when. */
export type Stage =
  | { readonly kind: 'phase'; readonly index: number; readonly since: number }
  /** On the way back to blue, by a plan of its own. */
  | {
      readonly kind: 'rolling-back';
      readonly cause: RollbackCause;
      readonly plan: readonly Phase[];
      readonly index: number;
      readonly since: number;
    }
  | { readonly kind: 'deployed'; readonly since: number }
  | { readonly kind: 'rolled-back'; readonly cause: RollbackCause; readonly since: number }
  /** A rolling update's rollback could not get back what had been terminated: both configs serve, as they stand. */
  | {
      readonly kind: 'rollback-failed';
      readonly reason: string;
      readonly capacity: readonly Capacity[];
      readonly since: number;
    };

export type EndedStage = Extract<Stage, { kind: 'deployed' | 'rolled-back' | 'rollback-failed' }>;
export type RunningStage = Exclude<Stage, EndedStage>;

export type RollbackCause =
  | { readonly kind: 'alarm'; readonly alarmName: string; readonly state: AlarmStateValue }
  | { readonly kind: 'time-limit'; readonly seconds: number }
  | { readonly kind: 'fleet-failed'; readonly reason: string };

export type DeploymentEvent =
  /** The instant that `stageEndsAt` named has come. */
  | { readonly kind: 'due' }
  | { readonly kind: 'fleet-ready' }
  | { readonly kind: 'fleet-failed'; readonly reason: string }
  /** An alarm changed its state, or was found `standing` in it when a bake began. */
  | {
      readonly kind: 'alarm';
      readonly alarmName: string;
      readonly state: AlarmStateValue;
      readonly seen: 'changing' | 'standing';
    }
  | { readonly kind: 'time-limit' };

export const firstStage = (deployment: Deployment): RunningStage => ({
  kind: 'phase',
  index: 0,
  since: deployment.startedAt,
});

export const hasEnded = (stage: Stage): stage is EndedStage =>
  stage.kind === 'deployed' || stage.kind === 'rolled-back' || stage.kind === 'rollback-failed';

/** The stage after `event` at `now`; the very same object if the event changes nothing. */
export function nextStage(deployment: Deployment, stage: Stage, event: DeploymentEvent, now: number): Stage {
  if (hasEnded(stage)) return stage;
  const phase = phaseOf(deployment, stage);
  const advancing = stage.kind === 'phase';
  switch (event.kind) {
    case 'due':
      return phase.kind === 'provisioning' ? stage : goOn(deployment, stage, now);
    case 'fleet-ready':
      return phase.kind === 'provisioning' ? goOn(deployment, stage, now) : stage;
    case 'fleet-failed': {
      if (phase.kind !== 'provisioning') return stage;
      const { reason } = event;
      return advancing
        ? rollBack(deployment, stage.index, event, now)
        : { kind: 'rollback-failed', reason, capacity: phase.capacity, since: now };
    }
    case 'alarm': {
      const { alarmName, state } = event;
      const watched = advancing && phase.kind === 'baking' && deployment.alarmNames.includes(alarmName);
      return watched && trips(event, deployment.assumptions)
        ? rollBack(deployment, stage.index, { kind: 'alarm', alarmName, state }, now)
        : stage;
    }
    case 'time-limit': {
      // The last phase terminates the last of blue: there is no way back.
      const tooLate = !advancing || stage.index === deployment.plan.length - 1;
      if (tooLate || deployment.assumptions.executionTimeout === 'completes') return stage;
      const seconds = deployment.timeLimitSeconds ?? 0;
      return rollBack(deployment, stage.index, { kind: 'time-limit', seconds }, now);
    }
  }
}

function goOn(deployment: Deployment, stage: RunningStage, now: number): Stage {
  const index = stage.index + 1;
  if (stage.kind === 'rolling-back') {
    return index < stage.plan.length
      ? { ...stage, index, since: now }
      : { kind: 'rolled-back', cause: stage.cause, since: now };
  }
  return index < deployment.plan.length
    ? { kind: 'phase', index, since: now }
    : { kind: 'deployed', since: now };
}

/** Back to blue from the plan's phase `index`; green instances that are still being launched are called off. */
function rollBack(deployment: Deployment, index: number, cause: RollbackCause, now: number): Stage {
  const { rolling, sizes, timings, assumptions } = deployment;
  const phase = phaseAt(deployment.plan, index);
  const launching = phase.kind === 'provisioning' ? phase.counts : [];
  const capacity = phase.capacity.map((variant, at) => ({
    ...variant,
    greenUp: variant.greenUp + (launching[at] ?? 0),
  }));
  const [only] = capacity;
  const [size] = sizes;
  const plan =
    rolling !== undefined && only !== undefined && size !== undefined
      ? rollingRollback(rolling, only, size, timings, assumptions)
      : blueGreenRollback(capacity, timings);
  return { kind: 'rolling-back', cause, plan, index: 0, since: now };
}

/** When `stage` ends by itself, in epoch ms; undefined if something else ends it, or it is final. */
export function stageEndsAt(deployment: Deployment, stage: Stage): number | undefined {
  if (hasEnded(stage)) return undefined;
  const phase = phaseOf(deployment, stage);
  return phase.kind === 'provisioning' ? undefined : stage.since + phase.seconds * 1000;
}

/** Each variant's capacity in `stage`. */
export function capacityIn(deployment: Deployment, stage: Stage): readonly Capacity[] {
  switch (stage.kind) {
    case 'phase':
    case 'rolling-back':
      return phaseOf(deployment, stage).capacity;
    case 'rolled-back':
      return deployment.sizes.map(({ blue }) => ({ blueUp: blue, blueOn: blue, greenUp: 0, greenOn: 0 }));
    case 'deployed':
      return deployment.sizes.map(({ green }) => ({ blueUp: 0, blueOn: 0, greenUp: green, greenOn: green }));
    case 'rollback-failed':
      return stage.capacity;
  }
}

/** The phase that `stage` is in: of the plan, or of the way back. */
export const phaseOf = (deployment: Deployment, stage: RunningStage): Phase =>
  phaseAt(stage.kind === 'phase' ? deployment.plan : stage.plan, stage.index);

function phaseAt(plan: readonly Phase[], index: number): Phase {
  const phase = plan[index];
  if (phase === undefined) throw new RangeError(`the plan has ${plan.length} phases, none at ${index}`);
  return phase;
}

function trips(
  alarm: { readonly state: AlarmStateValue; readonly seen: 'changing' | 'standing' },
  assumptions: Assumptions,
): boolean {
  const bad =
    alarm.state === 'ALARM' ||
    (alarm.state === 'INSUFFICIENT_DATA' && assumptions.insufficientData === 'trips');
  const counts = alarm.seen === 'changing' || assumptions.alarmInAlarmAtStart === 'trips-at-first-bake';
  return bad && counts;
}
