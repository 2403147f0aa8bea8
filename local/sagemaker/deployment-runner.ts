import { Cancellation, type CancelSignal, isCalledOff } from '../clock/cancellation.ts';
import type { Clock } from '../clock/clock.ts';
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
import type { ProvisioningPhase } from './phase.ts';
import type { Launched } from './provisioning.ts';
import type { Stopping } from './stopping.ts';

/** What a deployment does to the world around it. */
export interface DeploymentHost {
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

/** What moves a deployment on. */
export interface DeploymentDrive {
  readonly clock: Clock;
  readonly alarmIndex: AlarmIndex;
  /** When the local SageMaker stops, the deployment is abandoned where it stands. */
  readonly stopping: Stopping;
}

/**
 * Runs a deployment: everything that happens (instances up, an alarm, time) becomes an event for the pure
 * `nextStage`, and each new stage sets its own timer. Returns at once; an alarm rolls back in its own instant.
 */
export function runDeployment(deployment: Deployment, host: DeploymentHost, drive: DeploymentDrive): void {
  new Run(deployment, host, drive).begin();
}

/** One deployment under way. Ten thousand may be at a time: what each stage keeps alive is kept small. */
class Run {
  readonly #deployment: Deployment;
  readonly #host: DeploymentHost;
  readonly #drive: DeploymentDrive;
  #stage: Stage;
  /** Aborted when a stage is left before its time: calls off what was set going for it. */
  #leaving = new Cancellation();
  readonly #over = new Cancellation();
  readonly #stopListening: () => void;
  readonly #forgetStopping: () => void;

  constructor(deployment: Deployment, host: DeploymentHost, drive: DeploymentDrive) {
    this.#deployment = deployment;
    this.#host = host;
    this.#drive = drive;
    this.#stage = firstStage(deployment);
    this.#stopListening = drive.alarmIndex.watch(deployment.alarmNames, (alarmName, state) =>
      this.#happened({ kind: 'alarm', alarmName, state, seen: 'changing' }),
    );
    this.#forgetStopping = drive.stopping.add(() => this.#finish());
  }

  begin(): void {
    const { timeLimitSeconds } = this.#deployment;
    try {
      this.#enter();
    } catch (error) {
      this.#broken(error);
      return;
    }
    if (timeLimitSeconds === undefined) return;
    this.#drive.clock
      .sleep(timeLimitSeconds * 1000, this.#over)
      .then(() => this.#happened({ kind: 'time-limit' }), this.#notSlept);
  }

  #finish(): void {
    this.#stopListening();
    this.#forgetStopping();
    this.#leaving.abort();
    this.#over.abort();
  }

  readonly #broken = (error: unknown): void => {
    this.#finish();
    this.#host.fail(error);
  };

  readonly #notSlept = (error: unknown): void => {
    if (!isCalledOff(error)) this.#broken(error);
  };

  /** The stage's own time is up. */
  readonly #due = (): void => this.#happened(due);

  /** Nothing may escape into a timer or an alarm's listener: if it throws, the deployment is over. */
  #happened(event: DeploymentEvent): void {
    try {
      this.#apply(event);
    } catch (error) {
      this.#broken(error);
    }
  }

  #apply(event: DeploymentEvent): void {
    if (this.#over.aborted) return;
    const next = nextStage(this.#deployment, this.#stage, event, this.#drive.clock.now());
    if (next === this.#stage) return;
    this.#stage = next;
    // A stage whose own time is up has nothing left to call off.
    if (event.kind !== 'due') {
      this.#leaving.abort();
      this.#leaving = new Cancellation();
    }
    this.#enter();
  }

  #enter(): void {
    const { clock } = this.#drive;
    const deployment = this.#deployment;
    const stage = this.#stage;
    this.#host.enter(stage);
    // Whoever was told of it may have had an alarm go off, and the deployment is further by now.
    if (stage !== this.#stage) return;
    if (hasEnded(stage)) {
      this.#finish();
      return;
    }
    const endsAt = stageEndsAt(deployment, stage);
    if (endsAt !== undefined) {
      clock.sleep(endsAt - clock.now(), this.#leaving).then(this.#due, this.#notSlept);
    }
    const phase = phaseOf(deployment, stage);
    if (phase.kind === 'provisioning') this.#provision(phase, this.#leaving);
    if (phase.kind === 'baking') this.#lookAtAlarms();
  }

  #provision(phase: ProvisioningPhase, signal: CancelSignal): void {
    // Called in this very instant, not in the background: it takes up room in the service quota.
    const launching = this.#host.provision(phase, signal);
    inBackground(async () => {
      const launched = await launching;
      if (launched === 'called-off') return;
      if (signal.aborted) {
        if (launched.ok) this.#host.discard(launched.instances.flat());
      } else if (launched.ok) {
        this.#host.join(phase, launched.instances);
        this.#apply({ kind: 'fleet-ready' });
      } else {
        this.#apply({ kind: 'fleet-failed', reason: launched.reason });
      }
    }, this.#broken);
  }

  #lookAtAlarms(): void {
    for (const alarmName of this.#deployment.alarmNames) {
      const state = this.#drive.alarmIndex.state(alarmName);
      if (state !== undefined) this.#apply({ kind: 'alarm', alarmName, state, seen: 'standing' });
    }
  }
}

const due: DeploymentEvent = { kind: 'due' };
