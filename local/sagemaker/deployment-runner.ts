import { Cancellation, type CancelSignal } from '../clock/cancellation.ts';
import { type Clock, sleptFully } from '../clock/clock.ts';
import type { AlarmIndex } from './alarm-index.ts';
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
import type { Instance } from './fleet.ts';
import type { Phase } from './phase.ts';
import type { Launched } from './provisioning.ts';
import type { Stopping } from './stopping.ts';

type ProvisioningPhase = Extract<Phase, { kind: 'provisioning' }>;

/** What a deployment does to the world around it. */
export interface DeploymentHost {
  readonly clock: Clock;
  readonly alarms: AlarmIndex;
  /** When the local SageMaker stops, the deployment is abandoned where it stands. */
  readonly stopping: Stopping;
  /** Launches what `phase` says (see `Provisioning.provision`). */
  provision(phase: ProvisioningPhase, signal: CancelSignal): Promise<Launched>;
  /** Adds instances that came up to the fleets of their colour; they take no traffic yet. */
  join(phase: ProvisioningPhase, instances: readonly (readonly Instance[])[]): void;
  /** Takes instances that came up for nothing: the deployment went another way in that very instant. */
  discard(instances: readonly Instance[]): void;
  /** Makes `stage`, just entered, the endpoint's: traffic shifts here, in the same instant. */
  enter(stage: Stage): void;
  /** The simulator itself is at fault: the deployment is over. */
  fail(error: unknown): void;
}

/**
 * Runs a deployment: everything that happens (instances up, an alarm, time) becomes an event for the pure
 * `nextStage`, and each new stage sets its own timer. Returns at once; an alarm rolls back in its own instant.
 */
export function runDeployment(deployment: Deployment, host: DeploymentHost): void {
  const { clock } = host;
  let stage: Stage = firstStage(deployment);
  /** Aborted when the stage it was made for is left. */
  let leaving = new Cancellation();
  const over = new Cancellation();

  const finish = () => {
    stopListening();
    forgetStopping();
    leaving.abort();
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
    if (over.aborted) return;
    const next = nextStage(deployment, stage, event, clock.now());
    if (next === stage) return;
    stage = next;
    enter();
  };

  const after = (ms: number, signal: CancelSignal, event: DeploymentEvent) =>
    inBackground(async () => {
      if (await sleptFully(clock, ms, signal)) guarded(() => apply(event));
    }, broken);

  const enter = () => {
    leaving.abort();
    leaving = new Cancellation();
    host.enter(stage);
    if (hasEnded(stage)) return finish();

    const endsAt = stageEndsAt(deployment, stage);
    if (endsAt !== undefined) after(endsAt - clock.now(), leaving, { kind: 'due' });
    const phase = phaseOf(deployment, stage);
    if (phase.kind === 'provisioning') provision(phase, leaving);
    if (phase.kind === 'baking') lookAtAlarms();
  };

  const provision = (phase: ProvisioningPhase, signal: CancelSignal) => {
    // Called in this very instant, not in the background: it takes up room in the service quota.
    const launching = host.provision(phase, signal);
    inBackground(async () => {
      const launched = await launching;
      if (launched === 'called-off') return;
      guarded(() => {
        if (signal.aborted) return launched.ok ? host.discard(launched.instances.flat()) : undefined;
        if (!launched.ok) return apply({ kind: 'fleet-failed', reason: launched.reason });
        host.join(phase, launched.instances);
        apply({ kind: 'fleet-ready' });
      });
    }, broken);
  };

  const lookAtAlarms = () => {
    for (const alarmName of deployment.alarmNames) {
      const state = host.alarms.state(alarmName);
      if (state !== undefined) apply({ kind: 'alarm', alarmName, state, seen: 'standing' });
    }
  };

  const stopListening = host.alarms.watch(deployment.alarmNames, (alarmName, state) =>
    guarded(() => apply({ kind: 'alarm', alarmName, state, seen: 'changing' })),
  );
  const forgetStopping = host.stopping.add(finish);

  guarded(enter);
  if (deployment.timeLimitSeconds !== undefined) {
    after(deployment.timeLimitSeconds * 1000, over, { kind: 'time-limit' });
  }
}
