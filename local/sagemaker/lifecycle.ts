import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import { indexAlarms } from './alarm-index.ts';
import { inBackground } from './background.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './faults.ts';
import { type Generation, joined } from './fleet.ts';
import type { LifecycleDeps } from './lifecycle-deps.ts';
import { createMaintenance } from './maintenance.ts';
import { createPlanner } from './planner.ts';
import { type Rescaling, startRescaling } from './rescale.ts';
import { createTransitions } from './transitions.ts';
import { startUpdate } from './update.ts';

/**
 * Moves endpoints through their lives. Each call returns at once; the rest happens on the clock. What launches
 * instances throws AwsError ResourceLimitExceeded, with nothing changed, if the service quota leaves no room.
 */
export interface Lifecycle {
  /** @throws AwsError ResourceLimitExceeded if there is no room for all of `generation` */
  assertRoom(generation: Generation): void;
  /** Brings up the fleets of a new endpoint (its `live`, still without instances): InService or Failed. */
  create(endpoint: Endpoint): void;
  /** Starts an update of an endpoint that is InService, or UpdateRollbackFailed, to `wanted`. */
  update(endpoint: Endpoint, wanted: Generation, config: DeploymentConfig | undefined): void;
  /** Changes weights and counts of an endpoint that is InService. */
  rescale(endpoint: Endpoint, changes: Rescaling): void;
  /** Takes the endpoint down, then calls `gone`. */
  remove(endpoint: Endpoint, gone: () => void): void;
  /** Plans the maintenance that `fault` asks for. Returns how to lift it. */
  planMaintenance(fault: Fault): () => void;
  /** Abandons everything under way and stops every container; one still starting is stopped when it is up. */
  stop(): Promise<void>;
}

export function createLifecycle(deps: LifecycleDeps): Lifecycle {
  const { clock, stopping, provisioning, timings } = deps;
  const maintenance = createMaintenance({ clock, stopping, find: deps.find, transitions: () => transitions });
  const transitions = createTransitions({ ...deps, onInService: maintenance.onInService });
  const machinery = {
    ...deps,
    transitions,
    alarmIndex: indexAlarms(deps.alarms),
    planner: createPlanner(timings, deps.assumptions),
  };

  return {
    assertRoom: (generation) => provisioning.assertRoom(wholeOf(generation)),

    create(endpoint) {
      transitions.enter(endpoint, endpoint.activity, 'none');
      // Called in this very instant, not in the background: it takes up room in the service quota.
      const launching = stopping.during((signal) =>
        provisioning.provision(endpoint.name, wholeOf(endpoint.live), signal),
      );
      inBackground(async () => {
        const launched = await launching;
        if (launched === 'called-off') return;
        if (launched.ok) {
          endpoint.live = joined(endpoint.live, launched.instances);
          transitions.enter(endpoint, { kind: 'in-service' });
        } else {
          endpoint.failureReason = launched.reason;
          transitions.enter(endpoint, { kind: 'failed' });
        }
      }, transitions.fail(endpoint));
    },

    update: (endpoint, wanted, config) => startUpdate(endpoint, wanted, config, machinery),

    rescale: (endpoint, changes) => startRescaling(endpoint, changes, machinery),

    remove(endpoint, gone) {
      const instances = endpoint.live.fleets.flatMap((fleet) => fleet.instances);
      const fail = transitions.fail(endpoint);
      transitions.enter(endpoint, { kind: 'deleting' });
      inBackground(() => provisioning.retire(endpoint.name, instances), fail);
      inBackground(async () => {
        if (!(await stopping.sleep(clock, timings.terminationSeconds * 1000))) return;
        provisioning.release(instances);
        gone();
      }, fail);
    },

    planMaintenance: maintenance.plan,

    async stop() {
      stopping.stop();
      await provisioning.stop();
    },
  };
}

/** Every instance that `generation` is to have. */
const wholeOf = (generation: Generation) =>
  generation.fleets.map(({ spec }) => ({ spec, count: spec.instanceCount }));
