import type { Manifest } from '../manifest/schema.ts';
import type { InstancePool, LiveEndpoint, ProductionVariant } from '../sagemaker.ts';
import { type Problem, shown } from '../values/problem.ts';
import type { ComposedVariant } from './composition.ts';

/** The variant name of a new endpoint, if the manifest gives none. AWS's own examples use it. */
const defaultVariant = 'AllTraffic';

/**
 * The variants that take the artifact: the one that the manifest names, or all, if all have the same model.
 * Names must be kept: an update with other variant names is refused (the guide, "Deployment guardrails").
 */
export function targetVariants(
  manifest: Manifest,
  live: LiveEndpoint,
): { targets: readonly ProductionVariant[]; problems: readonly Problem[] } {
  const variants = live.config.ProductionVariants;
  const names = variants.map(({ VariantName }) => VariantName).join(', ');
  const wished = manifest.fleet?.variant;
  if (wished !== undefined) {
    const targets = variants.filter(({ VariantName }) => VariantName === wished);
    if (targets.length > 0 || variants.length === 0) return { targets, problems: [] };
    const [only, second] = variants;
    const single = only !== undefined && second === undefined;
    const expected = single
      ? `${names}, the live variant's name: an update must keep it`
      : `one of ${names}, the live variants' names: an update must keep them`;
    const fix = single ? `Write ${names}, or leave it out.` : 'Name one of those.';
    const problem = { field: 'fleet.variant', expected, got: shown(wished), fix };
    return { targets: variants.slice(0, 1), problems: [problem] };
  }
  const models = new Set(variants.map(({ ModelName }) => ModelName));
  if (models.size <= 1) return { targets: variants, problems: [] };
  const problem: Problem = {
    field: 'fleet.variant',
    expected: `which of ${names} takes the artifact, since their models differ`,
    got: 'nothing',
    fix: 'Name one of those.',
  };
  return { targets: variants.slice(0, 1), problems: [problem] };
}

/** The variant of a first release. */
export const firstVariant = (manifest: Manifest): ProductionVariant => ({
  VariantName: manifest.fleet?.variant ?? defaultVariant,
});

/** A variant with the new model and the manifest's settings. */
export function withModel(variant: ProductionVariant, name: string, manifest: Manifest): ProductionVariant {
  const { dataDownloadTimeout, startupTimeout } = manifest.model ?? {};
  const { instanceType } = manifest.fleet ?? {};
  const pools = variant.InstancePools?.map((pool) => withoutOwnOverride(pool, variant));
  return {
    ...variant,
    ModelName: name,
    ...(pools !== undefined && { InstancePools: pools }),
    ...(instanceType !== undefined && { InstanceType: instanceType }),
    ...(dataDownloadTimeout !== undefined && { ModelDataDownloadTimeoutInSeconds: dataDownloadTimeout }),
    ...(startupTimeout !== undefined && { ContainerStartupHealthCheckTimeoutInSeconds: startupTimeout }),
  };
}

/** A pool that names the variant's own model explicitly would go on serving it, so the name is removed. */
function withoutOwnOverride(pool: InstancePool, { ModelName }: ProductionVariant): InstancePool {
  const { ModelNameOverride: override, ...rest } = pool;
  return override === ModelName ? rest : pool;
}

/**
 * Pools with a model of their own, made for their instance type. They would not serve the artifact, or would
 * serve it where it cannot run.
 */
export const overrideProblems = (targets: readonly ProductionVariant[]): Problem[] =>
  targets.flatMap(({ VariantName, ModelName, InstancePools = [] }) =>
    InstancePools.filter(
      ({ ModelNameOverride }) => ModelNameOverride !== undefined && ModelNameOverride !== ModelName,
    ).map(({ InstanceType, ModelNameOverride }) => ({
      field: 'InstancePools.ModelNameOverride',
      expected: `instance pools of variant ${VariantName} without a model of their own: the artifact would not be served on them`,
      got: `${shown(ModelNameOverride)} on ${InstanceType}`,
      fix: 'Update the endpoint to a config without ModelNameOverride first, or release this one by hand.',
    })),
  );

export const isServerless = (variant: ProductionVariant): boolean => variant.ServerlessConfig !== undefined;

/** Fleet fields that a variant cannot take because it does not have instances of one type. */
export function fleetProblems(targets: readonly ProductionVariant[], manifest: Manifest): Problem[] {
  const { instanceType, instanceCount, resize } = manifest.fleet ?? {};
  return targets.flatMap((variant) => {
    const what = isServerless(variant)
      ? 'is serverless'
      : variant.InstancePools !== undefined
        ? 'has instance pools'
        : undefined;
    if (what === undefined) return [];
    const expected = `no such field: variant ${variant.VariantName} ${what}`;
    const refused = (field: string, value: unknown) => ({
      field,
      expected,
      got: shown(value),
      fix: 'Remove it.',
    });
    return [
      ...(instanceType === undefined ? [] : [refused('fleet.instanceType', instanceType)]),
      ...(resize === true && isServerless(variant) ? [refused('fleet.instanceCount', instanceCount)] : []),
    ];
  });
}

/** A variant as a plan shows it, with its instance count after the update. */
export function composedVariant(
  variant: ProductionVariant,
  instanceCount: number,
  live: LiveEndpoint | undefined,
): ComposedVariant {
  const before = live?.config.ProductionVariants.find(
    ({ VariantName }) => VariantName === variant.VariantName,
  );
  const weight = variant.InitialVariantWeight;
  return {
    name: variant.VariantName,
    instanceCount: isServerless(variant) ? 0 : instanceCount,
    serverless: isServerless(variant),
    ...(variant.InstanceType !== undefined && { instanceType: variant.InstanceType }),
    ...(before?.InstanceType !== undefined && { liveInstanceType: before.InstanceType }),
    ...(live && before && { liveInstanceCount: liveCount(live, before) }),
    ...(typeof weight === 'number' && { weight }),
  };
}

/** The same, in the form in which a plan is stored. */
export const plannedVariant = ({ name, instanceType, instanceCount, serverless }: ComposedVariant) => ({
  name,
  instanceCount,
  ...(instanceType !== undefined && { instanceType }),
  ...(serverless && { serverless: true as const }),
});

/** The current instance count of a live variant: autoscaling may have changed it from its config. */
export const liveCount = (live: LiveEndpoint, variant: ProductionVariant): number =>
  isServerless(variant)
    ? 0
    : (live.desiredInstanceCounts[variant.VariantName] ?? variant.InitialInstanceCount ?? 1);

/**
 * The allowed count that is nearest to what runs: InitialInstanceCount is at least 1 (AWS's API model), and
 * is assumed to lie within ManagedInstanceScaling (docs/assumptions.md). The update keeps what runs all the
 * same, so 0 instances, which autoscaling may set, stay 0.
 */
export function allowedCount({ ManagedInstanceScaling }: ProductionVariant, running: number): number {
  const { Status, MinInstanceCount, MaxInstanceCount } = (ManagedInstanceScaling ?? {}) as {
    readonly Status?: unknown;
    readonly MinInstanceCount?: number;
    readonly MaxInstanceCount?: number;
  };
  const isScaled = Status === 'ENABLED';
  const least = Math.max(1, (isScaled && MinInstanceCount) || 1);
  const most = Math.max(least, (isScaled && MaxInstanceCount) || running);
  return Math.min(most, Math.max(least, running));
}
