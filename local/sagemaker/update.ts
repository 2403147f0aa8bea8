import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { CancelSignal } from '../clock/cancellation.ts';
import { inBackground } from './background.ts';
import {
  capacityIn,
  type Deployment,
  type EndedStage,
  hasEnded,
  phaseOf,
  type RollbackCause,
  type Stage,
} from './deployment.ts';
import { deploymentOf } from './deployment-of.ts';
import { type DeploymentHost, runDeployment } from './deployment-runner.ts';
import type { Endpoint } from './endpoint.ts';
import { rollbackReason } from './failure-reasons.ts';
import { type Generation, type Instance, inOrder, isMixed, joined, keptFirst, trimmed } from './fleet.ts';
import type { Batch } from './launch.ts';
import type { LifecycleDeps, Machinery } from './lifecycle-deps.ts';
import type { ProvisioningPhase, TerminatingPhase } from './phase.ts';
import type { Launched } from './provisioning.ts';
import { type Colour, onOf, upOf } from './traffic.ts';

/**
 * Starts an update of `endpoint` to `wanted` (without instances yet) by `config`.
 * @throws AwsError ResourceLimitExceeded if there is no room for what it launches first
 */
export function startUpdate(
  endpoint: Endpoint,
  wanted: Generation,
  config: DeploymentConfig | undefined,
  deps: LifecycleDeps & Machinery,
): void {
  const before = endpoint.live;
  const live = keptFirst(before, wanted);
  const deployment = deploymentOf(live, wanted, config, deps.clock.now(), deps);
  const order = before.fleets.map(({ spec }) => spec.variantName);
  const update = new Update(endpoint, wanted, deployment, order, deps);
  const [first] = deployment.plan;
  if (first?.kind === 'provisioning') deps.provisioning.assertRoom(update.batchesOf(first));

  endpoint.live = live;
  endpoint.failureReason = undefined;
  if (config !== undefined || deps.assumptions.updateWithoutConfig === 'clears-last')
    endpoint.lastDeploymentConfig = config;
  runDeployment(deployment, update, deps);
}

/** What a deployment does to its endpoint: to its fleets, and to how it is shown. */
class Update implements DeploymentHost {
  readonly #endpoint: Endpoint;
  readonly #deployment: Deployment;
  /** The names of the variants that served before, as they were in order. */
  readonly #order: readonly string[];
  readonly #deps: LifecycleDeps & Machinery;
  #green: Generation;
  /** Whether the stage under way takes instances away. */
  #terminating = false;

  constructor(
    endpoint: Endpoint,
    green: Generation,
    deployment: Deployment,
    order: readonly string[],
    deps: LifecycleDeps & Machinery,
  ) {
    this.#endpoint = endpoint;
    this.#green = green;
    this.#deployment = deployment;
    this.#order = order;
    this.#deps = deps;
  }

  batchesOf({ colour, counts }: ProvisioningPhase): readonly Batch[] {
    return this.#generation(colour).fleets.map(({ spec }, variant) => ({
      spec,
      count: counts[variant] ?? 0,
    }));
  }

  provision(phase: ProvisioningPhase, signal: CancelSignal): Promise<Launched> {
    return this.#deps.provisioning.provision(this.#endpoint.name, this.batchesOf(phase), signal);
  }

  join({ colour }: ProvisioningPhase, instances: readonly (readonly Instance[])[]): void {
    this.#set(colour, joined(this.#generation(colour), instances));
  }

  discard(instances: readonly Instance[]): void {
    const { provisioning } = this.#deps;
    inBackground(async () => {
      await provisioning.retire(this.#endpoint.name, instances);
      provisioning.release(instances);
    }, this.#deps.transitions.fail(this.#endpoint));
  }

  enter(stage: Stage): void {
    if (this.#terminating) this.#forgetTerminated(stage);
    if (hasEnded(stage)) {
      this.#end(stage);
      return;
    }
    const deployment = this.#deployment;
    const activity = { kind: 'updating', green: this.#green, deployment, stage } as const;
    this.#deps.transitions.enter(this.#endpoint, activity);
    const phase = phaseOf(deployment, stage);
    this.#terminating = phase.kind === 'terminating';
    // Only now: traffic has left them.
    if (phase.kind === 'terminating') this.#retire(phase);
  }

  fail(error: unknown): void {
    this.#deps.transitions.fail(this.#endpoint)(error);
  }

  #generation(colour: Colour): Generation {
    return colour === 'blue' ? this.#endpoint.live : this.#green;
  }

  #set(colour: Colour, generation: Generation): void {
    if (colour === 'blue') this.#endpoint.live = generation;
    else this.#green = generation;
  }

  /** Retires the instances that a phase terminates: those of its colour that take no traffic. */
  #retire({ colour, capacity }: TerminatingPhase): void {
    const { provisioning, transitions } = this.#deps;
    const { dropped } = trimmed(this.#generation(colour), (variant) => onOf(capacity[variant], colour));
    inBackground(() => provisioning.retire(this.#endpoint.name, dropped), transitions.fail(this.#endpoint));
  }

  /** Forgets what has been terminated by the time that `stage` begins. */
  #forgetTerminated(stage: Stage): void {
    const capacity = capacityIn(this.#deployment, stage);
    const phase = hasEnded(stage) ? undefined : phaseOf(this.#deployment, stage);
    for (const colour of ['blue', 'green'] as const) {
      // What the next phase takes away in its turn is still there.
      const leaving = phase?.kind === 'terminating' && phase.colour === colour ? phase.counts : [];
      const { kept, dropped } = trimmed(
        this.#generation(colour),
        (variant) => upOf(capacity[variant], colour) + (leaving[variant] ?? 0),
      );
      this.#set(colour, kept);
      this.#deps.provisioning.release(dropped);
    }
  }

  #end(stage: EndedStage): void {
    const endpoint = this.#endpoint;
    const { transitions } = this.#deps;
    switch (stage.kind) {
      case 'deployed':
        endpoint.live = this.#green;
        transitions.enter(endpoint, { kind: 'in-service' });
        return;
      case 'rolled-back':
        endpoint.failureReason = this.#reasonKept(stage.cause);
        endpoint.live = inOrder(endpoint.live, this.#order);
        // What was mixed before the update is mixed again after it.
        transitions.enter(endpoint, {
          kind: isMixed(endpoint.live) ? 'update-rollback-failed' : 'in-service',
        });
        return;
      case 'rollback-failed':
        endpoint.failureReason = stage.reason;
        endpoint.live = joined(
          endpoint.live,
          this.#green.fleets.map(({ instances }) => instances),
        );
        transitions.enter(endpoint, { kind: 'update-rollback-failed' });
    }
  }

  /** A fleet that did not come up always leaves its FailureReason (seen in public reports); the rest is a switch. */
  #reasonKept(cause: RollbackCause): string | undefined {
    return cause.kind === 'fleet-failed' || this.#deps.assumptions.rollbackFailureReason === 'text'
      ? rollbackReason(cause)
      : undefined;
  }
}
