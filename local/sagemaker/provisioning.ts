import type { CancelSignal } from '../clock/cancellation.ts';
import { type Clock, sleptFully } from '../clock/clock.ts';
import type { ContainerRuntime, ObjectStore } from '../ports.ts';
import type { Timings } from './assumptions.ts';
import { failureReasons } from './failure-reasons.ts';
import type { Instance } from './fleet.ts';
import { areHealthy, type Batch, type BatchResult, launchBatch, retireAll, stopAll } from './launch.ts';
import type { QuotaLedger } from './quotas.ts';
import type { RunningInstances } from './running-instances.ts';
import type { Troubles } from './troubles.ts';
import type { Utilization } from './utilization.ts';

/** What came of a launch: per batch, the instances that are up. */
export type Launched =
  | { readonly ok: true; readonly instances: readonly (readonly Instance[])[] }
  | { readonly ok: false; readonly reason: string }
  | 'called-off';

/** Brings instances up and takes them down, and knows all that run. */
export interface Provisioning {
  /** @throws AwsError ResourceLimitExceeded if the service quota leaves no room for `batches` */
  assertRoom(batches: readonly Batch[]): void;
  /**
   * Brings batches up, all or none: their containers really start, and it takes at least the provisioning time.
   * Room in the service quota is taken in the instant of the call. Aborting `signal` calls it off: whatever came
   * up is stopped. Never rejects.
   */
  provision(endpointName: string, batches: readonly Batch[], signal: CancelSignal): Promise<Launched>;
  /** Drains and stops instances that get no traffic any more; they still count against the quota. Never rejects. */
  retire(endpointName: string, instances: readonly Instance[]): Promise<void>;
  /** Retired instances are terminated: their room in the quota is free. */
  release(instances: readonly Instance[]): void;
  /** Stops every running instance at once. */
  stop(): Promise<void>;
}

export function createProvisioning(deps: {
  readonly clock: Clock;
  readonly objects: ObjectStore;
  readonly containers: ContainerRuntime;
  readonly timings: Timings;
  readonly quotas: QuotaLedger;
  readonly running: RunningInstances;
  readonly troubles: Troubles;
  readonly utilization: Pick<Utilization, 'cameUp' | 'gone'>;
}): Provisioning {
  const { quotas, running, troubles, utilization } = deps;

  const launch = async (batch: Batch): Promise<BatchResult> => {
    try {
      return await launchBatch(batch, deps);
    } catch (error) {
      return { ok: false, reason: messageOf(error) };
    }
  };

  /** Launches all batches; if one fails, or `signal` has aborted by the time it is done, what came up is stopped. */
  const launchAll = async (endpointName: string, batches: readonly Batch[], signal: CancelSignal) => {
    const results = await Promise.all(batches.map(launch));
    const instances = results.map((result) => (result.ok ? result.instances : []));
    const failure = results.find((result) => !result.ok);
    if (failure !== undefined || signal.aborted) await stopAll(instances.flat());
    else running.add(endpointName, instances.flat());
    return { instances, reason: failure?.reason };
  };

  const retire = async (endpointName: string, instances: readonly Instance[]): Promise<void> => {
    await retireAll(instances);
    running.remove(endpointName, instances);
    utilization.gone(endpointName, instances);
  };

  return {
    assertRoom: (batches) => quotas.assertRoom(batches.map(usageOf)),
    retire,
    release: (instances) => quotas.release(instances.map(({ spec }) => usageOf({ spec, count: 1 }))),

    async provision(endpointName, batches, signal) {
      try {
        quotas.take(batches.map(usageOf));
      } catch (error) {
        return { ok: false, reason: messageOf(error) };
      }
      const giveUp = <T>(result: T): T => {
        quotas.release(batches.map(usageOf));
        return result;
      };
      const expected = batches.map((batch) => troubles.atLaunch(endpointName, batch));
      const trouble = expected.find(({ reason }) => reason !== undefined);
      const extraSeconds = Math.max(0, ...expected.map((batch) => batch.extraSeconds));
      const seconds = deps.timings.provisioningSeconds + (trouble?.extraSeconds ?? extraSeconds);

      const launching = trouble === undefined ? launchAll(endpointName, batches, signal) : undefined;
      await sleptFully(deps.clock, seconds * 1000, signal);
      const launched = await launching;
      const reason = trouble?.reason ?? launched?.reason;
      if (reason !== undefined) return giveUp(signal.aborted ? 'called-off' : { ok: false, reason });

      const instances = launched?.instances ?? [];
      const all = instances.flat();
      const unhealthy = await unhealthyVariant(instances);
      if (signal.aborted || unhealthy !== undefined) {
        await retire(endpointName, all);
        return giveUp(
          signal.aborted ? 'called-off' : { ok: false, reason: failureReasons.ping(unhealthy ?? '') },
        );
      }
      utilization.cameUp(endpointName, all);
      troubles.cameUp(endpointName, all);
      return { ok: true, instances };
    },

    stop: () => stopAll(running.takeAll()),
  };
}

/** The first variant with a container that no longer answers its ping. */
async function unhealthyVariant(instances: readonly (readonly Instance[])[]): Promise<string | undefined> {
  const healthy = await Promise.all(instances.map(areHealthy));
  const [first] = instances.find((_, variant) => !healthy[variant]) ?? [];
  return first?.spec.variantName;
}

const usageOf = ({ spec, count }: Batch) => ({ instanceType: spec.instanceType, count });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
