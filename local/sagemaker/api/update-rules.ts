import type {
  DeploymentConfig,
  UpdateEndpointInput,
  UpdateEndpointWeightsAndCapacitiesInput,
} from '@aws-sdk/client-sagemaker';
import type { ScalableTargets } from '../../ports.ts';
import type { Assumptions } from '../assumptions.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Generation } from '../fleet.ts';
import type { FleetSpec } from '../fleet-spec.ts';
import type { Rescaling } from '../rescale.ts';
import { inProgress, invalid } from './errors.ts';

/**
 * An endpoint can be updated when it is InService, or UpdateRollbackFailed, which an update mends.
 * @throws AwsError ValidationException otherwise; for one that is at work, AWS's text
 */
export function assertUpdatable({ activity, arn }: Endpoint): void {
  switch (activity.kind) {
    case 'in-service':
    case 'update-rollback-failed':
      return;
    case 'failed':
      throw invalid(`Cannot update endpoint "${arn}" in status Failed: only DeleteEndpoint is allowed.`);
    case 'creating':
    case 'updating':
    case 'rescaling':
    case 'system-updating':
    case 'deleting':
      throw inProgress(arn);
  }
}

/** @throws AwsError ValidationException for an updatable endpoint that is not InService */
export function assertRescalable({ activity, arn }: Endpoint): void {
  if (activity.kind === 'update-rollback-failed') {
    throw invalid(
      `Cannot update weights and capacities of endpoint "${arn}" in status UpdateRollbackFailed: it needs UpdateEndpoint.`,
    );
  }
}

/**
 * The new config must be another one. After a rollback that failed, the config that should serve may be asked for again.
 * @throws AwsError ValidationException
 */
export function assertAnother({ activity, live }: Endpoint, wanted: Generation): void {
  if (wanted.configName === live.configName && activity.kind === 'in-service') {
    throw invalid(
      `Cannot update endpoint with the currently in use endpoint configuration "${live.configName}".`,
    );
  }
}

/**
 * Deployment guardrails demand variants of the same names (AWS's page on exclusions); whether an update without them does,
 * says the switch `variantNames`.
 * @throws AwsError ValidationException
 */
export function assertVariantNames(
  live: Generation,
  wanted: Generation,
  config: DeploymentConfig | undefined,
  { variantNames }: Assumptions,
): void {
  if (config === undefined && variantNames === 'equal-under-guardrails') return;
  const [expected, got] = [live, wanted].map((generation) =>
    generation.fleets
      .map(({ spec }) => spec.variantName)
      .sort()
      .join(', '),
  );
  if (expected !== got) {
    throw invalid(
      `The production variant names of the new endpoint configuration must equal those in use: expected ${expected}, got ${got}.`,
    );
  }
}

/**
 * A variant that is a scalable target keeps its instance type until it is deregistered (the guide's page "Update
 * endpoints that use auto scaling").
 * @throws AwsError ValidationException
 */
export function assertScaledTypesKept(
  { name, live }: Endpoint,
  wanted: Generation,
  scaling: ScalableTargets,
): void {
  const changed = live.fleets.filter(({ spec }) => {
    const asked = wanted.fleets.find((fleet) => fleet.spec.variantName === spec.variantName);
    return asked?.spec.instanceType !== spec.instanceType && scaling.has(name, spec.variantName);
  });
  if (changed.length === 0) return;
  const names = changed.map(({ spec }) => `"${spec.variantName}"`).join(', ');
  throw invalid(
    `The variant(s) ${names} must be deregistered as scalable targets with AWS Auto Scaling before they can be removed or have their instance type updated.`,
  );
}

/** The specs of `wanted`: those whose names `live` has too in its order, then the others in their own. */
export function inOrderOf(live: Generation, wanted: Generation): readonly FleetSpec[] {
  const kept = live.fleets.flatMap(
    (fleet) => wanted.fleets.find(({ spec }) => spec.variantName === fleet.spec.variantName)?.spec ?? [],
  );
  return [...kept, ...wanted.fleets.flatMap(({ spec }) => (kept.includes(spec) ? [] : spec))];
}

/**
 * RetainAllVariantProperties keeps what each variant runs with now, less what ExcludeRetainedVariantProperties
 * names. DataCaptureConfig may be named there, "currently not supported" (API reference): it does nothing.
 */
export function retaining(
  input: UpdateEndpointInput,
  live: Generation,
  { retainedZero, retainedCapture }: Assumptions,
): (wanted: FleetSpec) => FleetSpec {
  if (!input.RetainAllVariantProperties) return (wanted) => wanted;
  const excluded =
    input.ExcludeRetainedVariantProperties?.map((property) => property.VariantPropertyType) ?? [];
  return (wanted) => {
    const now = live.fleets.find(({ spec }) => spec.variantName === wanted.variantName)?.spec ?? wanted;
    const isRetained =
      !excluded.includes('DesiredInstanceCount') && (now.instanceCount > 0 || retainedZero === 'stays-zero');
    return {
      ...wanted,
      instanceCount: isRetained ? now.instanceCount : wanted.instanceCount,
      weight: excluded.includes('DesiredWeight') ? wanted.weight : now.weight,
      capture: retainedCapture === 'kept' ? now.capture : wanted.capture,
    };
  };
}

/**
 * The deployment config that holds for an update. RetainDeploymentConfig keeps the last one that CreateEndpoint or
 * UpdateEndpoint was given, its alarms included; if there was none, it is as if none were given now.
 * @throws AwsError ValidationException if one is given beside it
 */
export function deploymentConfigOf(
  input: UpdateEndpointInput,
  endpoint: Endpoint,
): DeploymentConfig | undefined {
  if (!input.RetainDeploymentConfig) return input.DeploymentConfig;
  if (input.DeploymentConfig !== undefined) {
    throw invalid('DeploymentConfig cannot be given when RetainDeploymentConfig is true.');
  }
  return endpoint.lastDeploymentConfig;
}

/**
 * Only asynchronous endpoints can be scaled to 0 instances (the guide, "Autoscale an asynchronous endpoint").
 * @throws AwsError ValidationException for a variant that the endpoint has not, one named twice, or a count of 0
 */
export function rescalingOf(
  { DesiredWeightsAndCapacities = [] }: UpdateEndpointWeightsAndCapacitiesInput,
  { arn, live }: Endpoint,
  asynchronous: boolean,
): Rescaling {
  const changes = new Map<string, { weight?: number; count?: number }>();
  for (const { VariantName = '', DesiredWeight, DesiredInstanceCount } of DesiredWeightsAndCapacities) {
    if (!live.fleets.some(({ spec }) => spec.variantName === VariantName)) {
      throw invalid(`Could not find variant "${VariantName}" of endpoint "${arn}".`);
    }
    if (DesiredInstanceCount === 0 && !asynchronous) {
      throw invalid(`DesiredInstanceCount of variant "${VariantName}" must be at least 1.`);
    }
    if (changes.has(VariantName)) throw invalid(`Variant "${VariantName}" is given twice.`);
    changes.set(VariantName, {
      ...(DesiredWeight !== undefined && { weight: DesiredWeight }),
      ...(DesiredInstanceCount !== undefined && { count: DesiredInstanceCount }),
    });
  }
  return changes;
}
