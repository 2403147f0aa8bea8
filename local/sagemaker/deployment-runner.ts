import { type Clock, sleptFully } from '../clock/clock.ts';
import type { AlarmWatch } from '../ports.ts';
import { inBackground } from './background.ts';
import {
  type Deployment,
  type DeploymentEvent,
  firstStage,
  hasEnded,
  nextStage,
  phaseOf,
  type Stage,
  stageEndsAt,
} from './deployment.ts';
import type { Fleet, LaunchResult } from './fleet.ts';

/** What a deployment does to the world around it. */
export interface DeploymentHost {
  readonly clock: Clock;
  readonly alarms: AlarmWatch;
  /** Aborts when the local SageMaker stops: the deployment is abandoned where it stands. */
  readonly stopping: AbortSignal;
  /** Brings the green fleet up (see `Provisioning.provision`). */
  provisionGreen(signal: AbortSignal): Promise<LaunchResult | 'called-off'>;
  /** Makes `stage`, just entered, the endpoint's: traffic shifts here, in the same instant. */
  enter(stage: Stage, green: Fleet | undefined): void;
  /** The simulator itself is at fault: the deployment is over. */
  fail(error: unknown): void;
}

/**
 * Runs a deployment: everything that happens (a fleet up, an alarm, time) becomes an event for the pure
 * `nextStage`, and each new stage sets its own timer. Returns at once; an alarm rolls back in its own instant.
 */
export function runDeployment(deployment: Deployment, host: DeploymentHost): void {
  const { clock } = host;
  let stage: Stage = firstStage(deployment);
  let green: Fleet | undefined;
  /** Aborted when the stage it was made for is left. */
  let stageTimer = new AbortController();
  const over = new AbortController();
  const provisioning = new AbortController();

  const finish = () => {
    stopListening();
    host.stopping.removeEventListener('abort', finish);
    stageTimer.abort();
    provisioning.abort();
    over.abort();
  };

  const broken = (error: unknown) => {
    finish();
    host.fail(error);
  };

  /** Does `work`; if it throws, the deployment is over: nothing may escape into a timer or an alarm's listener. */
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      broken(error);
    }
  };

  const apply = (event: DeploymentEvent) => {
    if (over.signal.aborted) return;
    const next = nextStage(deployment, stage, event, clock.now());
    if (next === stage) return;
    stage = next;
    enter();
  };

  const after = (ms: number, signal: AbortSignal, event: DeploymentEvent) =>
    inBackground(async () => {
      if (await sleptFully(clock, ms, signal)) guarded(() => apply(event));
    }, broken);

  const enter = () => {
    stageTimer.abort();
    stageTimer = new AbortController();
    if (stage.kind !== 'phase') provisioning.abort();
    host.enter(stage, green);
    if (hasEnded(stage)) return finish();

    const endsAt = stageEndsAt(deployment, stage);
    if (endsAt !== undefined) after(endsAt - clock.now(), stageTimer.signal, { kind: 'due' });
    if (phaseOf(deployment, stage)?.kind === 'baking') lookAtAlarms();
  };

  const lookAtAlarms = () => {
    for (const alarmName of deployment.alarmNames) {
      const state = host.alarms.state(alarmName);
      if (state !== undefined) apply({ kind: 'alarm', alarmName, state, seen: 'standing' });
    }
  };

  const stopListening = host.alarms.onChange((alarmName, state) =>
    guarded(() => apply({ kind: 'alarm', alarmName, state, seen: 'changing' })),
  );
  host.stopping.addEventListener('abort', finish);

  guarded(enter);
  if (deployment.timeLimitSeconds !== undefined) {
    after(deployment.timeLimitSeconds * 1000, over.signal, { kind: 'time-limit' });
  }
  inBackground(async () => {
    const launched = await host.provisionGreen(provisioning.signal);
    if (launched === 'called-off') return;
    if (launched.ok) green = launched.fleet;
    guarded(() =>
      apply(launched.ok ? { kind: 'fleet-ready' } : { kind: 'fleet-failed', reason: launched.reason }),
    );
  }, broken);
}
