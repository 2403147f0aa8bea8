import type { Clock } from '../clock/clock.ts';
import type { Timings } from './assumptions.ts';
import { inBackground } from './background.ts';
import { failureReasons } from './failure-reasons.ts';
import type { Fault } from './faults.ts';
import type { Instance } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import type { Batch } from './launch.ts';
import type { RunningInstances } from './running-instances.ts';
import type { Stopping } from './stopping.ts';

/** What the faults in force do to instances. */
export interface Troubles {
  /** Brings `fault` upon its endpoint from now on. Returns how to lift it: what has happened stays so. */
  inject(fault: Fault): () => void;
  /** What becomes of a batch that is about to be launched: why it fails, if it does, and how much longer it takes. */
  atLaunch(endpointName: string, batch: Batch): LaunchTrouble;
  /** Tells of instances that have just come up. */
  cameUp(endpointName: string, instances: readonly Instance[]): void;
}

interface LaunchTrouble {
  readonly reason: string | undefined;
  readonly extraSeconds: number;
}

/** A fault in force, with what is left of it. */
interface Trouble {
  readonly fault: Fault;
  available: number;
  /** How many instances of each variant it has seen to crash. */
  readonly crashes: Map<string, number>;
  lifted: boolean;
}

export function createTroubles(deps: {
  readonly clock: Clock;
  readonly timings: Timings;
  readonly running: RunningInstances;
  readonly stopping: Stopping;
}): Troubles {
  const { clock, timings, stopping } = deps;
  const byEndpoint = new Map<string, Trouble[]>();
  const of = (endpointName: string) => byEndpoint.get(endpointName.toLowerCase()) ?? [];

  /** Has the instances crash that are among the first of their variant. */
  const crash = (trouble: Trouble, instances: readonly Instance[]) => {
    const { fault } = trouble;
    if (fault.crash === undefined) return;
    const { afterSeconds, instances: wanted } = fault.crash;
    for (const instance of instances) {
      const { variantName } = instance.spec;
      const seen = trouble.crashes.get(variantName) ?? 0;
      if (!concerns(fault, instance.spec) || seen >= wanted) continue;
      trouble.crashes.set(variantName, seen + 1);
      inBackground(
        async () => {
          if (!(await stopping.sleep(clock, afterSeconds * 1000)) || trouble.lifted) return;
          instance.crash();
          if (await stopping.sleep(clock, timings.containerRestartSeconds * 1000)) instance.restart();
        },
        // Neither sleeping nor marking an instance can fail.
        () => undefined,
      );
    }
  };

  return {
    inject(fault) {
      const key = fault.endpoint.toLowerCase();
      const trouble: Trouble = {
        fault,
        available: availableIn(fault),
        crashes: new Map(),
        lifted: false,
      };
      byEndpoint.set(key, [...of(key), trouble]);
      crash(trouble, deps.running.of(key));
      return () => {
        trouble.lifted = true;
        const left = of(key).filter((other) => other !== trouble);
        if (left.length > 0) byEndpoint.set(key, left);
        else byEndpoint.delete(key);
      };
    },

    atLaunch(endpointName, { spec, count }) {
      const troubles = of(endpointName).filter(({ fault }) => count > 0 && concerns(fault, spec));
      let extraSeconds = 0;
      if (troubles.some((trouble) => trouble.available < count)) {
        return { reason: failureReasons.insufficientCapacity, extraSeconds };
      }
      for (const trouble of troubles) trouble.available -= count;
      for (const { fault } of troubles) {
        if (fault.download === 'missing') {
          const reason = failureReasons.modelDataMissing(spec.modelData?.url ?? '');
          return { reason, extraSeconds };
        }
        const { ping, launch } = fault;
        if (launch !== undefined) extraSeconds = Math.max(extraSeconds, launch.slowSeconds);
        if (ping === undefined) continue;
        const limit = spec.startupTimeoutMs / 1000;
        if (ping === 'fails') return { reason: failureReasons.ping(spec.variantName), extraSeconds };
        if (ping.slowSeconds > limit) {
          return { reason: failureReasons.ping(spec.variantName), extraSeconds: limit };
        }
        extraSeconds = Math.max(extraSeconds, ping.slowSeconds);
      }
      return { reason: undefined, extraSeconds };
    },

    cameUp(endpointName, instances) {
      for (const trouble of of(endpointName)) crash(trouble, instances);
    },
  };
}

const concerns = (fault: Fault, spec: FleetSpec): boolean =>
  (fault.config === undefined || fault.config.toLowerCase() === spec.configName.toLowerCase()) &&
  (fault.variant === undefined || fault.variant === spec.variantName);

function availableIn({ capacity }: Fault): number {
  if (capacity === undefined) return Number.POSITIVE_INFINITY;
  return capacity === 'insufficient' ? 0 : capacity.availableInstances;
}
