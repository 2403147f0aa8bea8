import type { AlarmStateValue } from '../ports.ts';
import type { Assumptions, Timings } from './assumptions.ts';
import type { Phase } from './deployment-plan.ts';
import type { FleetSizes, Traffic } from './traffic.ts';

/** What a deployment is from its start to its end. Instants are epoch ms. */
export interface Deployment {
  readonly startedAt: number;
  readonly sizes: FleetSizes;
  readonly plan: readonly Phase[];
  readonly alarmNames: readonly string[];
  /** MaximumExecutionTimeoutInSeconds, if the policy sets one. */
  readonly timeLimitSeconds: number | undefined;
  readonly timings: Timings;
  readonly assumptions: Assumptions;
}

/** Where a deployment stands, since when. */
export type Stage =
  | { readonly kind: 'phase'; readonly index: number; readonly since: number }
  /** All traffic is back on blue; green is being terminated. */
  | { readonly kind: 'rolling-back'; readonly cause: RollbackCause; readonly since: number }
  | { readonly kind: 'deployed'; readonly since: number }
  | { readonly kind: 'rolled-back'; readonly cause: RollbackCause; readonly since: number };

export type EndedStage = Extract<Stage, { kind: 'deployed' | 'rolled-back' }>;
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
  stage.kind === 'deployed' || stage.kind === 'rolled-back';

/** The stage after `event` at `now`; the very same object if the event changes nothing. */
export function nextStage(deployment: Deployment, stage: Stage, event: DeploymentEvent, now: number): Stage {
  const phase = phaseOf(deployment, stage);
  const rollBack = (cause: RollbackCause): Stage => ({ kind: 'rolling-back', cause, since: now });
  const goOn = (): Stage => {
    const index = stage.kind === 'phase' ? stage.index + 1 : 0;
    return index < deployment.plan.length
      ? { kind: 'phase', index, since: now }
      : { kind: 'deployed', since: now };
  };

  switch (event.kind) {
    case 'due':
      if (stage.kind === 'rolling-back') return { kind: 'rolled-back', cause: stage.cause, since: now };
      return phase === undefined || phase.kind === 'provisioning' ? stage : goOn();
    case 'fleet-ready':
      return phase?.kind === 'provisioning' ? goOn() : stage;
    case 'fleet-failed':
      return phase?.kind === 'provisioning' ? rollBack(event) : stage;
    case 'alarm': {
      const { alarmName, state } = event;
      const watched = phase?.kind === 'baking' && deployment.alarmNames.includes(alarmName);
      return watched && trips(event, deployment.assumptions)
        ? rollBack({ kind: 'alarm', alarmName, state })
        : stage;
    }
    case 'time-limit': {
      const tooLate = phase === undefined || phase.kind === 'terminating';
      if (tooLate || deployment.assumptions.executionTimeout === 'completes') return stage;
      return rollBack({ kind: 'time-limit', seconds: deployment.timeLimitSeconds ?? 0 });
    }
  }
}

/** When `stage` ends by itself, in epoch ms; undefined if something else ends it, or it is final. */
export function stageEndsAt(deployment: Deployment, stage: Stage): number | undefined {
  if (stage.kind === 'rolling-back') return stage.since + deployment.timings.terminationSeconds * 1000;
  const phase = phaseOf(deployment, stage);
  return phase === undefined || phase.kind === 'provisioning'
    ? undefined
    : stage.since + phase.seconds * 1000;
}

/** The traffic in force in `stage`. */
export function trafficIn(deployment: Deployment, stage: Stage): Traffic {
  switch (stage.kind) {
    case 'phase':
      return phaseAt(deployment, stage.index).traffic;
    case 'rolling-back':
    case 'rolled-back':
      return { blueOn: deployment.sizes.blue, greenOn: 0 };
    case 'deployed':
      return { blueOn: 0, greenOn: deployment.sizes.green };
  }
}

/** The plan's phase that `stage` is in, if it is in one. */
export const phaseOf = (deployment: Deployment, stage: Stage): Phase | undefined =>
  stage.kind === 'phase' ? phaseAt(deployment, stage.index) : undefined;

function phaseAt(deployment: Deployment, index: number): Phase {
  const phase = deployment.plan[index];
  if (phase === undefined)
    throw new RangeError(`the plan has ${deployment.plan.length} phases, none at ${index}`);
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
