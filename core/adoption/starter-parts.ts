import { isFields } from '../manifest/defaults.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import { containersOf } from '../plan/compose-model.ts';
import { isServerless, liveCount } from '../plan/compose-variants.ts';
import type { Findings } from '../plan/findings.ts';
import { type GivenStrategy, givenStrategy } from '../plan/given-strategy.ts';
import type { ContainerDefinition, LiveEndpoint, ProductionVariant } from '../sagemaker.ts';
import { sentence } from '../values/problem.ts';

/** What a starter manifest is written from: the endpoint's own values, where they are the same for all of it. */
export interface StarterParts {
  readonly endpoint: string;
  readonly config: string;
  readonly strategy: Pick<GivenStrategy, 'policy' | 'from'> & {
    /** Why the stored deployment config cannot be used; the policy is the default then. */
    readonly unusable?: string;
  };
  /** The alarms of its stored deployment config. */
  readonly alarms: readonly string[];
  /** By its digest, if SageMaker tells it; `named` is how its owner named it. */
  readonly image?: { readonly value: string; readonly named: string };
  readonly role?: string;
  /** Undefined if there are several. */
  readonly variant?: string;
  /** Without a count where autoscaling has taken it to 0, which cannot be written. */
  readonly instances?: { readonly type: string; readonly count?: number };
  /** What the bucket's defaults say. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Why a part is not there, in words for a comment. */
  readonly why: {
    readonly image?: string;
    readonly role?: string;
    readonly variant?: string;
    readonly instances?: string;
  };
}

/** Reads the parts from what is live. Values that differ within the endpoint are left out, with the reason. */
export function starterParts(
  { live, stage, history }: Pick<Findings, 'stage' | 'history'> & { readonly live: LiveEndpoint },
  defaults: ManifestFinding,
): StarterParts {
  const stored = givenStrategy(undefined, { live, stage, history });
  const [fault] = stored.problems;
  const { policy, from } =
    fault === undefined ? stored : givenStrategy(undefined, { live: undefined, stage });
  const variants = live.config.ProductionVariants;
  const [only, second] = variants;
  const image = imageOf(live);
  const role = roleOf(live);
  const fleet =
    second === undefined && only !== undefined ? instancesOf(only, live) : severalVariants(variants);
  return {
    endpoint: live.name,
    config: live.configName,
    strategy: { policy, from, ...(fault !== undefined && { unusable: sentence(fault) }) },
    alarms: stored.alarmNames,
    defaults: defaults.kind === 'content' && isFields(defaults.value) ? defaults.value : {},
    ...('value' in image && { image }),
    ...(role !== undefined && { role }),
    ...(second === undefined && only !== undefined && { variant: only.VariantName }),
    ...('type' in fleet && { instances: fleet }),
    why: {
      ...('why' in image && { image: image.why }),
      ...(role === undefined && { role: 'its models have different roles' }),
      ...(second !== undefined && { variant: choiceOfVariant(variants) }),
      ...('why' in fleet && { instances: fleet.why }),
    },
  };
}

interface Missing {
  readonly why: string;
}

/** One image, if one container takes the artifact. */
function imageOf(live: LiveEndpoint): NonNullable<StarterParts['image']> | Missing {
  const models = Object.values(live.models);
  const [model, another] = models;
  if (model === undefined || another !== undefined) return { why: 'its variants have different models' };
  const containers = containersOf(model);
  const [container, second] = containers;
  if (second !== undefined) return { why: `its model has several containers (${names(containers)})` };
  const named = container?.Image;
  if (named === undefined) return { why: 'its model comes from a model package' };
  const digests = live.config.ProductionVariants.map(
    ({ VariantName }) => live.resolvedImages[VariantName]?.[named],
  );
  return { value: digests.find((digest) => digest !== undefined) ?? named, named };
}

function roleOf(live: LiveEndpoint): string | undefined {
  const [role, another] = new Set(Object.values(live.models).map(({ ExecutionRoleArn }) => ExecutionRoleArn));
  return another === undefined ? role : undefined;
}

function instancesOf(
  variant: ProductionVariant,
  live: LiveEndpoint,
): NonNullable<StarterParts['instances']> | Missing {
  if (isServerless(variant)) return { why: 'it is serverless' };
  if (variant.InstancePools !== undefined || variant.InstanceType === undefined)
    return { why: 'it has instance pools' };
  const count = liveCount(live, variant);
  return { type: variant.InstanceType, ...(count > 0 && { count }) };
}

const severalVariants = (variants: readonly ProductionVariant[]): Missing => ({
  why: variants.length === 0 ? 'its endpoint config is gone' : 'each of its variants has its own',
});

const choiceOfVariant = (variants: readonly ProductionVariant[]): string => {
  const listed = variants.map(({ VariantName }) => VariantName).join(', ');
  const models = new Set(variants.map(({ ModelName }) => ModelName));
  return models.size <= 1
    ? `left out: all of ${listed} take the artifact`
    : `one of ${listed} takes the artifact: name it here, since their models differ`;
};

const names = (containers: readonly ContainerDefinition[]): string =>
  containers
    .map(({ ContainerHostname }, at) => (typeof ContainerHostname === 'string' ? ContainerHostname : at + 1))
    .join(', ');
