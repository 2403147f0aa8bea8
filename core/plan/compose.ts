import type { Manifest } from '../manifest/schema.ts';
import { type Problem, shown } from '../problem.ts';
import { artifactUrl, type Release } from '../release.ts';
import type {
  EndpointConfigDefinition,
  LiveEndpoint,
  ModelDefinition,
  ProductionVariant,
} from '../sagemaker.ts';

/** The new model and endpoint config, as far as they could be put together, and what is missing or cannot be. */
export interface Composition {
  readonly model: ModelDefinition;
  readonly endpointConfig: EndpointConfigDefinition;
  readonly instanceCount: number;
  /** How long the model may take to download and to answer its first ping, in seconds. */
  readonly startSeconds: number;
  readonly problems: readonly Problem[];
}

/** Variant name of a new endpoint whose manifest gives none: what AWS's own examples use. */
const defaultVariant = 'AllTraffic';

/**
 * The live endpoint's model and config (nothing, for a first release) with the manifest laid over them and the
 * new artifact put in. What the manifest does not say is kept as it is live.
 */
export function compose(
  release: Release,
  name: string,
  manifest: Manifest,
  live: LiveEndpoint | undefined,
): Composition {
  const problems = live === undefined ? missingForFirst(manifest) : unlikeLive(manifest, live);
  const variant = live?.config.ProductionVariants[0];
  const instanceCount =
    (live && variant ? live.desiredInstanceCounts[variant.VariantName] : undefined) ??
    manifest.fleet?.instanceCount ??
    1;

  const { ModelDataSource: _, ...container } = live?.model?.PrimaryContainer ?? {};
  const model: ModelDefinition = {
    ...live?.model,
    PrimaryContainer: {
      ...container,
      ...(manifest.model?.image !== undefined && { Image: manifest.model.image }),
      ...(manifest.model?.environment !== undefined && { Environment: manifest.model.environment }),
      ModelDataUrl: artifactUrl(release.artifact),
    },
    ...(manifest.model?.role !== undefined && { ExecutionRoleArn: manifest.model.role }),
  };
  const { dataDownloadTimeout, startupTimeout } = manifest.model ?? {};
  const newVariant: ProductionVariant = {
    ...variant,
    VariantName: variant?.VariantName ?? manifest.fleet?.variant ?? defaultVariant,
    ModelName: name,
    ...(manifest.fleet?.instanceType !== undefined && { InstanceType: manifest.fleet.instanceType }),
    InitialInstanceCount: instanceCount,
    ...(dataDownloadTimeout !== undefined && { ModelDataDownloadTimeoutInSeconds: dataDownloadTimeout }),
    ...(startupTimeout !== undefined && { ContainerStartupHealthCheckTimeoutInSeconds: startupTimeout }),
  };
  return {
    model,
    endpointConfig: { ...live?.config, ProductionVariants: [newVariant] },
    instanceCount,
    startSeconds:
      secondsOf(newVariant.ModelDataDownloadTimeoutInSeconds) +
      secondsOf(newVariant.ContainerStartupHealthCheckTimeoutInSeconds),
    problems,
  };
}

/** A timeout of the variant's, or ten minutes where it has none. */
const secondsOf = (timeout: unknown): number => (typeof timeout === 'number' ? timeout : 600);

function missingForFirst(manifest: Manifest): Problem[] {
  const needed = [
    ['model.image', manifest.model?.image, 'the image URI of the model container'],
    ['model.role', manifest.model?.role, 'the ARN of the role that the model runs with'],
    ['fleet.instanceType', manifest.fleet?.instanceType, 'an instance type such as ml.m5.large'],
    ['fleet.instanceCount', manifest.fleet?.instanceCount, 'a number of instances'],
  ] as const;
  return needed
    .filter(([, value]) => value === undefined)
    .map(([field, value, what]) => ({
      field,
      expected: `${what}, since the endpoint does not exist yet`,
      got: shown(value),
    }));
}

function unlikeLive(manifest: Manifest, live: LiveEndpoint): Problem[] {
  const variants = live.config.ProductionVariants.map((variant) => variant.VariantName);
  const [only] = variants;
  if (variants.length !== 1 || live.model?.PrimaryContainer === undefined) {
    const expected = 'an endpoint with one production variant and a model of one container';
    const got = `variants ${variants.join(', ')}${live.model?.PrimaryContainer ? '' : ' without a primary container'}`;
    return [
      {
        field: 'endpoint',
        expected,
        got,
        fix: 'Other endpoints are not supported yet; release this one by hand.',
      },
    ];
  }
  const variant = live.config.ProductionVariants[0];
  const other =
    live.config.ShadowProductionVariants !== undefined
      ? 'a shadow variant'
      : variant?.ServerlessConfig !== undefined
        ? 'a serverless variant'
        : undefined;
  if (other !== undefined) {
    const fix = 'Such endpoints are not supported yet; release this one by hand.';
    return [{ field: 'endpoint', expected: 'a variant of instances and no shadow', got: other, fix }];
  }
  const wished = manifest.fleet?.variant;
  if (wished === undefined || wished === only) return [];
  const expected = `${only}, the live variant's name: an update must keep it`;
  return [{ field: 'fleet.variant', expected, got: shown(wished), fix: `Write ${only}, or leave it out.` }];
}
