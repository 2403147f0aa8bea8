import { type Manifest, manifestSchema } from '../manifest/schema.ts';
import { compose } from '../plan/compose.ts';
import { containersOf } from '../plan/compose-model.ts';
import type { Composition } from '../plan/composition.ts';
import { pinnedUrl, type Release, type Rollout, rolloutName } from '../release.ts';
import type { LiveEndpoint, ModelDefinition, ProductionVariant } from '../sagemaker.ts';
import { canonicalJson } from '../values/canonical-json.ts';

/**
 * Whether releasing the serving release again under the manifest would change what serves: another model,
 * image, role, environment or fleet. Gates, alarms and the strategy do not count.
 *
 * It compares with what the release would be without the manifest, not with the live config. So values that a
 * plan adds by itself make no difference. If the manifest cannot be combined with the endpoint at all, that
 * counts as a change, so that its problems are told.
 */
export function changesWhatServes(
  release: Release,
  manifest: Manifest,
  live: LiveEndpoint,
  stage: string,
): boolean {
  // It is used only for names, and these are the same on both sides.
  const rollout: Rollout = { release, attempt: 1, start: { kind: 'upload', at: release.uploadedAt } };
  const asked = compose(rollout, stage, manifest, live);
  if (asked.problems.length > 0) return true;
  const inherited = compose(rollout, stage, inheriting(manifest), live);
  const name = rolloutName(rollout);
  const taking = asked.endpointConfig.ProductionVariants.filter(({ ModelName }) => ModelName === name);
  const isElsewhere = taking.some(({ VariantName }) => !serves(release, asked.model, live, VariantName));
  return isElsewhere || comparable(asked, manifest, live) !== comparable(inherited, manifest, live);
}

/** A manifest reduced to which variant and which container take the artifact. */
const inheriting = ({ fleet, model }: Manifest): Manifest =>
  manifestSchema.parse({
    ...(fleet?.variant !== undefined && { fleet: { variant: fleet.variant } }),
    ...(model?.container !== undefined && { model: { container: model.container } }),
  });

/**
 * Whether the live variant has the release's data where the composed model has it. The manifest may now name
 * another variant or container.
 */
function serves(release: Release, wanted: ModelDefinition, live: LiveEndpoint, variant: string): boolean {
  const model = live.config.ProductionVariants.find(({ VariantName }) => VariantName === variant)?.ModelName;
  const url = pinnedUrl(release);
  const places = (of: ModelDefinition) =>
    containersOf(of).map((container) => canonicalJson(container).includes(JSON.stringify(url)));
  return canonicalJson(places(wanted)) === canonicalJson(places(live.models[model ?? ''] ?? {}));
}

function comparable({ model, endpointConfig }: Composition, manifest: Manifest, live: LiveEndpoint): string {
  const { Tags: _tagsOfModel, ...definition } = model;
  const { Tags: _tags, ProductionVariants, ...config } = endpointConfig;
  const images = Object.assign({}, ...Object.values(live.resolvedImages)) as Record<string, string>;
  return canonicalJson({
    model: withoutEmpty(withImages(definition, images)),
    config,
    variants: ProductionVariants.map((variant) => ({
      ...variant,
      InitialInstanceCount: comparableCount(variant, manifest, live),
    })),
  });
}

/**
 * A count that the manifest sets by `resize` is a change only if the live config was created with another
 * count. If it was created with this one, autoscaling made the difference.
 */
function comparableCount(
  variant: ProductionVariant,
  manifest: Manifest,
  live: LiveEndpoint,
): number | undefined {
  const before = live.config.ProductionVariants.find(
    ({ VariantName }) => VariantName === variant.VariantName,
  )?.InitialInstanceCount;
  const { resize, instanceCount } = manifest.fleet ?? {};
  return resize === true && before === instanceCount ? before : variant.InitialInstanceCount;
}

/** A copy in which every image is its deployed digest, so that a tag and its digest are equal. */
function withImages(value: unknown, images: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withImages(item, images));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'Image' && typeof item === 'string' ? (images[item] ?? item) : withImages(item, images),
    ]),
  );
}

/** An empty environment equals no environment. */
const withoutEmpty = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([key, item]) => !(key === 'Environment' && Object.keys((item as object | null) ?? {}).length === 0),
  );
  return Object.fromEntries(members.map(([key, item]) => [key, withoutEmpty(item)]));
};
