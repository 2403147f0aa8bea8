import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { inBackground } from './background.ts';
import { capacityIn, hasEnded, phaseOf, type RollbackCause, type Stage } from './deployment.ts';
import { deploymentOf } from './deployment-of.ts';
import { runDeployment } from './deployment-runner.ts';
import type { Endpoint } from './endpoint.ts';
import { rollbackReason } from './failure-reasons.ts';
import { type Generation, type Instance, joined, trimmed } from './fleet.ts';
import type { LifecycleDeps, Machinery } from './lifecycle.ts';
import type { Phase } from './phase.ts';
import { type Colour, upAndOn } from './traffic.ts';

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
  const { clock, provisioning, transitions, timings, assumptions } = deps;
  const deployment = deploymentOf(endpoint.live, wanted, config, clock.now(), timings, assumptions);
  const fail = transitions.fail(endpoint);
  let green = wanted;

  const specs = (colour: Colour) =>
    (colour === 'blue' ? endpoint.live : green).fleets.map(({ spec }) => spec);
  const batchesOf = ({ colour, counts }: Pick<Extract<Phase, { counts: unknown }>, 'colour' | 'counts'>) =>
    specs(colour).map((spec, variant) => ({ spec, count: counts[variant] ?? 0 }));
  const [first] = deployment.plan;
  if (first?.kind === 'provisioning') provisioning.assertRoom(batchesOf(first));

  endpoint.failureReason = undefined;
  if (config !== undefined) endpoint.lastDeploymentConfig = config;

  const discard = (instances: readonly Instance[]) =>
    inBackground(async () => {
      await provisioning.retire(endpoint.name, instances);
      provisioning.release(instances);
    }, fail);

  /** Forgets what has been terminated by the time that `stage` begins. */
  const forgetTerminated = (stage: Stage) => {
    const leaving = hasEnded(stage) ? undefined : phaseOf(deployment, stage);
    const capacity = capacityIn(deployment, stage);
    const keep = (colour: Colour) =>
      capacity.map((variant, at) => {
        const { up } = upAndOn(variant, colour);
        const terminating = leaving?.kind === 'terminating' && leaving.colour === colour;
        return terminating ? up + (leaving.counts[at] ?? 0) : up;
      });
    const blue = trimmed(endpoint.live, keep('blue'));
    const rest = trimmed(green, keep('green'));
    endpoint.live = blue.kept;
    green = rest.kept;
    provisioning.release([...blue.dropped, ...rest.dropped]);
  };

  /** Retires the instances that a phase terminates: those of its colour that take no traffic. */
  const retire = (phase: Extract<Phase, { kind: 'terminating' }>) => {
    const generation = phase.colour === 'blue' ? endpoint.live : green;
    const on = phase.capacity.map((variant) => upAndOn(variant, phase.colour).on);
    const { dropped } = trimmed(generation, on);
    inBackground(() => provisioning.retire(endpoint.name, dropped), fail);
  };

  const entered = (stage: Stage) => {
    forgetTerminated(stage);
    if (!hasEnded(stage)) {
      transitions.enter(endpoint, { kind: 'updating', green, deployment, stage });
      const phase = phaseOf(deployment, stage);
      // Only now: traffic has left them.
      if (phase.kind === 'terminating') retire(phase);
      return;
    }
    switch (stage.kind) {
      case 'deployed':
        endpoint.live = green;
        return transitions.enter(endpoint, { kind: 'in-service' });
      case 'rolled-back':
        endpoint.failureReason = reasonKept(stage.cause);
        // What was mixed before the update is mixed again after it.
        return transitions.enter(endpoint, {
          kind: isMixed(endpoint.live) ? 'update-rollback-failed' : 'in-service',
        });
      case 'rollback-failed':
        endpoint.failureReason = stage.reason;
        endpoint.live = joined(
          endpoint.live,
          green.fleets.map(({ instances }) => instances),
        );
        return transitions.enter(endpoint, { kind: 'update-rollback-failed' });
    }
  };

  /** A fleet that did not come up always leaves its FailureReason (seen in public reports); the rest is a switch. */
  const reasonKept = (cause: RollbackCause): string | undefined =>
    cause.kind === 'fleet-failed' || assumptions.rollbackFailureReason === 'text'
      ? rollbackReason(cause)
      : undefined;

  runDeployment(deployment, {
    clock,
    alarms: deps.alarmIndex,
    stopping: deps.stopping,
    provision: (phase, signal) => provisioning.provision(endpoint.name, batchesOf(phase), signal),
    join: ({ colour }, instances) => {
      if (colour === 'blue') endpoint.live = joined(endpoint.live, instances);
      else green = joined(green, instances);
    },
    discard,
    enter: entered,
    fail,
  });
}

/** Whether instances of another config serve beside those of `generation`'s own. */
const isMixed = (generation: Generation): boolean =>
  generation.fleets.some(({ instances }) =>
    instances.some(({ spec }) => spec.configName !== generation.configName),
  );
