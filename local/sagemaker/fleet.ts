import type { Container, ContainerRuntime, ObjectStore } from '../ports.ts';
import { failureReasons, startFailureReason } from './failure-reasons.ts';
import type { FleetSpec } from './fleet-spec.ts';

/** One container behind an endpoint. Retired, it finishes what it is working on before it is stopped. */
export class Instance {
  readonly #container: Container;
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(container: Container) {
    this.#container = container;
  }

  invoke(request: Parameters<Container['invoke']>[0]): ReturnType<Container['invoke']> {
    const answer = this.#container.invoke(request);
    const settled: Promise<unknown> = answer
      .catch(() => undefined)
      .finally(() => this.#inFlight.delete(settled));
    this.#inFlight.add(settled);
    return answer;
  }

  ping(): Promise<boolean> {
    return this.#container.ping();
  }

  /** Waits for the invocations under way, then stops the container. Must get no traffic any more. */
  async retire(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#container.stop();
  }

  /** Stops the container at once. */
  stop(): Promise<void> {
    return this.#container.stop();
  }
}

/** Running instances made from one spec. */
export interface Fleet {
  readonly spec: FleetSpec;
  readonly instances: readonly Instance[];
}

export type LaunchResult =
  | { readonly ok: true; readonly fleet: Fleet }
  | { readonly ok: false; readonly reason: string };

/**
 * Downloads the model and starts one container per instance. All or none: if one does not come up, those that
 * did are stopped, and the reason is what AWS would put into FailureReason.
 */
export async function launchFleet(
  spec: FleetSpec,
  deps: { readonly objects: ObjectStore; readonly containers: ContainerRuntime },
): Promise<LaunchResult> {
  const { modelData, image, environment, startupTimeoutMs } = spec;
  const artifact = modelData && (await deps.objects.read(modelData.bucket, modelData.key));
  if (modelData !== undefined && artifact === undefined) {
    return { ok: false, reason: failureReasons.modelDataMissing(modelData.url) };
  }
  const starts = await Promise.allSettled(
    Array.from({ length: spec.instanceCount }, () =>
      deps.containers.start({ image, environment, artifact, startupTimeoutMs }),
    ),
  );
  const instances = starts.flatMap((start) =>
    start.status === 'fulfilled' ? [new Instance(start.value)] : [],
  );
  const failure = starts.find((start) => start.status === 'rejected');
  if (failure !== undefined) {
    await stopAll(instances);
    return { ok: false, reason: startFailureReason(spec, failure.reason) };
  }
  return { ok: true, fleet: { spec, instances } };
}

/** Whether every container still answers its ping: asked just before the fleet gets traffic. Never rejects. */
export async function isHealthy(fleet: Fleet): Promise<boolean> {
  const answers = await Promise.allSettled(fleet.instances.map((instance) => instance.ping()));
  return answers.every((answer) => answer.status === 'fulfilled' && answer.value);
}

/** Drains and stops a fleet that gets no traffic any more. Never rejects: what cannot be stopped is gone already. */
export async function retireFleet(fleet: Fleet): Promise<void> {
  await Promise.allSettled(fleet.instances.map((instance) => instance.retire()));
}

/** Stops instances at once. Never rejects. */
export async function stopAll(instances: readonly Instance[]): Promise<void> {
  await Promise.allSettled(instances.map((instance) => instance.stop()));
}
