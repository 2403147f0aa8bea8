import type { ContainerRuntime, ObjectStore } from '../ports.ts';
import { failureReasons, startFailureReason } from './failure-reasons.ts';
import { Instance } from './fleet.ts';
import type { FleetSpec } from './fleet-spec.ts';
import { download } from './model-data.ts';

/** How many instances to launch from a spec. */
export interface Batch {
  readonly spec: FleetSpec;
  readonly count: number;
}

export type BatchResult =
  | { readonly ok: true; readonly instances: readonly Instance[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Downloads the model and starts one container per instance. All or none: if one does not come up, those that
 * did are stopped, and the reason is what AWS would put into FailureReason.
 */
export async function launchBatch(
  { spec, count }: Batch,
  deps: { readonly objects: ObjectStore; readonly containers: ContainerRuntime },
): Promise<BatchResult> {
  const { modelData, image, environment, startupTimeoutMs } = spec;
  if (count === 0) return { ok: true, instances: [] };
  const noModel = { artifact: undefined };
  const model = modelData === undefined ? noModel : await download(modelData, deps.objects);
  if (model === undefined) {
    return { ok: false, reason: failureReasons.modelDataMissing(modelData?.url ?? '') };
  }
  const starts = await Promise.allSettled(
    Array.from({ length: count }, () =>
      deps.containers.start({ image, environment, startupTimeoutMs, ...model }),
    ),
  );
  const instances = starts.flatMap((start) =>
    start.status === 'fulfilled' ? [new Instance(spec, start.value)] : [],
  );
  const failure = starts.find((start) => start.status === 'rejected');
  if (failure === undefined) return { ok: true, instances };
  await stopAll(instances);
  return { ok: false, reason: startFailureReason(spec, failure.reason) };
}

/** Whether every container still answers its ping: asked just before they get traffic. Never rejects. */
export async function areHealthy(instances: readonly Instance[]): Promise<boolean> {
  const answers = await Promise.allSettled(instances.map((instance) => instance.ping()));
  return answers.every((answer) => answer.status === 'fulfilled' && answer.value);
}

/** Drains and stops instances that get no traffic any more. Never rejects: what cannot be stopped is gone already. */
export async function retireAll(instances: readonly Instance[]): Promise<void> {
  await Promise.allSettled(instances.map((instance) => instance.retire()));
}

/** Stops instances at once. Never rejects. */
export async function stopAll(instances: readonly Instance[]): Promise<void> {
  await Promise.allSettled(instances.map((instance) => instance.stop()));
}
