import type { AlarmFinding } from '../../core/alarms/alarm-finding.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import type { Manifest } from '../../core/manifest/schema.ts';
import { alarmNamesIn } from '../../core/plan/watched-alarms.ts';
import type { LiveEndpoint, ModelDefinition } from '../../core/sagemaker.ts';
import type { Problem } from '../../core/values/problem.ts';

/** Why an update cannot be planned from the manifest alone. */
export function previewProblems({ fleet, rollout }: Manifest): Problem[] {
  const fix = 'Plan with --live, which reads it from the endpoint.';
  const problems: Problem[] = [];
  if (fleet?.instanceCount === undefined) {
    const expected = 'the number of instances that the endpoint has, to plan from the manifest alone';
    problems.push({ field: 'fleet.instanceCount', expected, got: 'nothing', fix });
  }
  if (rollout !== undefined && 'retain' in rollout) {
    const expected = 'a strategy in the manifest, to plan from it alone';
    problems.push({ field: 'rollout.retain', expected, got: 'true: the strategy is the endpoint’s', fix });
  }
  return problems;
}

/** An endpoint with exactly the manifest's settings. Settings that are not written do not matter here. */
export function endpointLike(name: string, { model, fleet }: Manifest): LiveEndpoint {
  const variant = fleet?.variant ?? 'AllTraffic';
  const count = fleet?.instanceCount ?? 1;
  const config = 'live';
  return {
    name,
    status: 'InService',
    configName: config,
    lastModified: 0,
    config: {
      ProductionVariants: [
        {
          VariantName: variant,
          ModelName: config,
          ...(fleet?.instanceType !== undefined && { InstanceType: fleet.instanceType }),
          InitialInstanceCount: count,
        },
      ],
    },
    models: { [config]: modelLike(model) },
    desiredInstanceCounts: { [variant]: count },
    resolvedImages: {},
    tags: [{ Key: 'greenlight:managed', Value: 'true' }],
  };
}

/** A model with the container that the manifest names. */
function modelLike(model: Manifest['model']): ModelDefinition {
  const named = model?.container;
  const container = {
    Image: model?.image ?? 'inherited',
    ModelDataUrl: 's3://bucket/live/model.tar.gz',
    ...(typeof named === 'string' && { ContainerHostname: named }),
  };
  return typeof named === 'number' && named > 1
    ? { Containers: Array.from({ length: named }, () => container) }
    : { PrimaryContainer: container };
}

/** The alarms that the manifest names, as if they all existed and were OK. */
export function assumedAlarms(question: {
  readonly manifest: ManifestFinding;
  readonly stage: string;
}): AlarmFinding[] {
  return alarmNamesIn({ ...question, live: undefined }).map((name) => ({ name, state: 'OK' }));
}
