import { type Clock, sleptFully } from '../clock/clock.ts';
import type { ContainerRuntime, ObjectStore } from '../ports.ts';
import type { Timings } from './assumptions.ts';
import { failureReasons } from './failure-reasons.ts';
import { type Fleet, isHealthy, type LaunchResult, launchFleet, retireFleet, stopAll } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';

/** Brings fleets up and takes them down, and knows all that run. */
export interface Provisioning {
  /**
   * Brings a whole fleet up: its containers really start, and it takes at least the provisioning time. Aborting
   * `signal` calls it off: whatever came up is stopped. Never rejects.
   */
  provision(spec: FleetSpec, signal: AbortSignal): Promise<LaunchResult | 'called-off'>;
  /** Drains and stops a fleet that gets no traffic any more. Never rejects. */
  retire(fleet: Fleet): Promise<void>;
  /** Stops every running fleet at once. */
  stop(): Promise<void>;
}

export function createProvisioning(deps: {
  readonly clock: Clock;
  readonly objects: ObjectStore;
  readonly containers: ContainerRuntime;
  readonly timings: Timings;
}): Provisioning {
  const running = new Set<Fleet>();

  const launch = async (spec: FleetSpec): Promise<LaunchResult> => {
    try {
      const launched = await launchFleet(spec, deps);
      if (launched.ok) running.add(launched.fleet);
      return launched;
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : String(error) };
    }
  };

  const retire = async (fleet: Fleet): Promise<void> => {
    await retireFleet(fleet);
    running.delete(fleet);
  };

  return {
    retire,
    async provision(spec, signal) {
      const launching = launch(spec);
      await sleptFully(deps.clock, deps.timings.provisioningSeconds * 1000, signal);
      const launched = await launching;
      if (!launched.ok) return launched;
      const healthy = await isHealthy(launched.fleet);
      if (healthy && !signal.aborted) return launched;
      await retire(launched.fleet);
      return signal.aborted ? 'called-off' : { ok: false, reason: failureReasons.ping(spec.variantName) };
    },
    async stop() {
      const fleets = [...running];
      running.clear();
      await Promise.all(fleets.map((fleet) => stopAll(fleet.instances)));
    },
  };
}
