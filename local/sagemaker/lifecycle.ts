import type { DeploymentConfig, EndpointStatus } from '@aws-sdk/client-sagemaker';
import { type Clock, sleptFully } from '../clock/clock.ts';
import type { AlarmWatch, EventSink } from '../ports.ts';
import type { Assumptions, Timings } from './assumptions.ts';
import { inBackground } from './background.ts';
import { type Deployment, hasEnded, phaseOf, type RollbackCause, type Stage } from './deployment.ts';
import { deploymentPlan } from './deployment-plan.ts';
import { runDeployment } from './deployment-runner.ts';
import { type Activity, assertKeepsServing, type Endpoint, statusOf } from './endpoint.ts';
import { deploymentStateChange, endpointStateChange } from './endpoint-events.ts';
import { rollbackReason } from './failure-reasons.ts';
import type { Fleet } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import type { Provisioning } from './provisioning.ts';
import { type EndpointSnapshot, snapshotOf } from './snapshot.ts';

/** Moves endpoints through their lives. Each call returns at once; the rest happens on the clock. */
export interface Lifecycle {
  /** Brings up the fleet of a new endpoint (its `live`, still without instances): InService or Failed. */
  create(endpoint: Endpoint): void;
  /** Starts a blue/green update of an endpoint that is InService. */
  update(endpoint: Endpoint, spec: FleetSpec, config: DeploymentConfig | undefined): void;
  /** Takes the endpoint down, then calls `gone`. */
  remove(endpoint: Endpoint, gone: () => void): void;
  /** Abandons everything under way and stops every container; one still starting is stopped when it is up. */
  stop(): Promise<void>;
}

export interface LifecycleDeps {
  readonly clock: Clock;
  readonly alarms: AlarmWatch;
  readonly events: EventSink;
  readonly provisioning: Provisioning;
  readonly timings: Timings;
  readonly assumptions: Assumptions;
  readonly onChange: ((snapshot: EndpointSnapshot) => void) | undefined;
}

export function createLifecycle(deps: LifecycleDeps): Lifecycle {
  const { clock, events, provisioning, timings, assumptions } = deps;
  const stopping = new AbortController();

  /** Makes `activity` the endpoint's, checks that it keeps serving, and tells whoever should know. */
  const enter = (
    endpoint: Endpoint,
    activity: Activity,
    previous: EndpointStatus | 'none' = statusOf(endpoint.activity, assumptions),
  ) => {
    endpoint.activity = activity;
    assertKeepsServing(endpoint, assumptions);
    if (statusOf(activity, assumptions) !== previous) {
      endpoint.lastModifiedAt = clock.now();
      events.emit(endpointStateChange(endpoint, assumptions));
    }
    if (activity.kind === 'updating') events.emit(deploymentStateChange(endpoint, assumptions));
    deps.onChange?.(snapshotOf(endpoint, assumptions, clock.now()));
  };

  /** A fault of the simulator itself must be seen, not lost: the endpoint fails and says why. */
  const fail = (endpoint: Endpoint) => (error: unknown) => {
    const told = error instanceof Error ? error.message : String(error);
    endpoint.failureReason = `The local SageMaker failed: ${told}`.slice(0, 1024);
    try {
      enter(endpoint, { kind: 'failed' });
    } catch {
      // It is Failed by now; what broke is the telling of it.
    }
  };

  const retire = (endpoint: Endpoint, fleet: Fleet) =>
    inBackground(() => provisioning.retire(fleet), fail(endpoint));

  return {
    create(endpoint) {
      enter(endpoint, endpoint.activity, 'none');
      inBackground(async () => {
        const launched = await provisioning.provision(endpoint.live.spec, stopping.signal);
        if (launched === 'called-off') return;
        if (launched.ok) {
          endpoint.live = launched.fleet;
          enter(endpoint, { kind: 'in-service' });
        } else {
          endpoint.failureReason = launched.reason;
          enter(endpoint, { kind: 'failed' });
        }
      }, fail(endpoint));
    },

    update(endpoint, spec, config) {
      const deployment = deploymentOf(endpoint, spec, config, clock.now(), timings, assumptions);
      const blue = endpoint.live;
      endpoint.failureReason = undefined;
      if (config !== undefined) endpoint.lastDeploymentConfig = config;

      const entered = (stage: Stage, green: Fleet | undefined) => {
        if (!hasEnded(stage)) {
          enter(endpoint, { kind: 'updating', spec, green, deployment, stage });
          // Only after traffic has left it: blue when its termination begins, green when rolling back.
          if (phaseOf(deployment, stage)?.kind === 'terminating') retire(endpoint, blue);
          if (stage.kind === 'rolling-back' && green !== undefined) retire(endpoint, green);
          return;
        }
        if (stage.kind === 'rolled-back') endpoint.failureReason = reasonKept(stage.cause, assumptions);
        else if (green !== undefined) endpoint.live = green;
        enter(endpoint, { kind: 'in-service' });
      };

      runDeployment(deployment, {
        clock,
        alarms: deps.alarms,
        stopping: stopping.signal,
        provisionGreen: (signal) => provisioning.provision(spec, signal),
        enter: entered,
        fail: fail(endpoint),
      });
    },

    remove(endpoint, gone) {
      enter(endpoint, { kind: 'deleting' });
      retire(endpoint, endpoint.live);
      inBackground(async () => {
        if (await sleptFully(clock, timings.terminationSeconds * 1000, stopping.signal)) gone();
      }, fail(endpoint));
    },

    async stop() {
      stopping.abort();
      await provisioning.stop();
    },
  };
}

function deploymentOf(
  endpoint: Endpoint,
  spec: FleetSpec,
  config: DeploymentConfig | undefined,
  now: number,
  timings: Timings,
  assumptions: Assumptions,
): Deployment {
  const policy = config?.BlueGreenUpdatePolicy;
  const sizes = { blue: endpoint.live.instances.length, green: spec.instanceCount };
  const alarms = config?.AutoRollbackConfiguration?.Alarms ?? [];
  return {
    startedAt: now,
    sizes,
    plan: deploymentPlan(policy, sizes, timings, assumptions),
    alarmNames: alarms.flatMap((alarm) => alarm.AlarmName ?? []),
    timeLimitSeconds: policy?.MaximumExecutionTimeoutInSeconds,
    timings,
    assumptions,
  };
}

/** A fleet that did not come up always leaves its FailureReason (seen in public reports); the rest is a switch. */
const reasonKept = (cause: RollbackCause, assumptions: Assumptions): string | undefined =>
  cause.kind === 'fleet-failed' || assumptions.rollbackFailureReason === 'text'
    ? rollbackReason(cause)
    : undefined;
