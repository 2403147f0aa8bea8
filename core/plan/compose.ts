import type { Manifest } from '../manifest/schema.ts';
import { mostTags, othersTags, ownTags, type Tag } from '../own-tags.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { LiveEndpoint, ProductionVariant } from '../sagemaker.ts';
import { type Problem, shown } from '../values/problem.ts';
import { captureAsPlanned } from './capture.ts';
import { composeModel } from './compose-model.ts';
import {
  allowedCount,
  composedVariant,
  firstVariant,
  fleetProblems,
  isServerless,
  liveCount,
  overrideProblems,
  targetVariants,
  withModel,
} from './compose-variants.ts';
import type { Composition } from './composition.ts';
import { configAsLive, variantAsLive } from './settings-as-live.ts';

/**
 * The live endpoint's model and config (empty for a first release) with the manifest's settings and the new
 * artifact. What the manifest does not set stays as it is live: every variant, instance counts, network,
 * encryption, data capture, asynchronous and explainer settings. `inputMembers` lists each member and what
 * happens to it.
 */
export function compose(
  rollout: Rollout,
  stage: string,
  manifest: Manifest,
  live: LiveEndpoint | undefined,
): Composition {
  const { release } = rollout;
  const name = rolloutName(rollout);
  const { targets, problems } =
    live === undefined
      ? { targets: [firstVariant(manifest)], problems: missingForFirst(manifest) }
      : targetVariants(manifest, live);
  const [target] = targets;
  const made = composeModel(
    release,
    manifest,
    live && (live.models[target?.ModelName ?? ''] ?? {}),
    live?.resolvedImages[target?.VariantName ?? ''] ?? {},
  );
  const composed = (live?.config.ProductionVariants ?? targets).map((variant) => {
    const isTarget = targets.includes(variant);
    const asLive = live === undefined ? variant : variantAsLive(variant, live);
    const next = isTarget ? withModel(asLive, name, manifest) : asLive;
    const count = countOf(variant, isTarget, manifest, live);
    const shown = composedVariant(next, count, live);
    if (isServerless(variant)) return { next, shown };
    return { next: { ...next, InitialInstanceCount: allowedCount(next, count) }, shown };
  });
  const variants = composed.map(({ next }): ProductionVariant => next);
  const own = ownTags({ stage, endpoint: release.endpoint, rollout: name });
  const tagsOfModel = tagsOver(live?.tagged?.models[target?.ModelName ?? ''], manifest);
  const tagsOfConfig = tagsOver(live?.tagged?.config, manifest);
  const started = variants.filter(({ ModelName }) => ModelName === name);
  return {
    model: { ...made.model, Tags: [...own, ...tagsOfModel] },
    endpointConfig: {
      ...live?.config,
      ...(live && configAsLive(live)),
      ...captureAsPlanned(rollout, manifest.capture, live),
      ProductionVariants: variants,
      Tags: [...own, ...tagsOfConfig],
    },
    variants: composed.map(({ shown }) => shown),
    downloadSeconds: longest(started, 'ModelDataDownloadTimeoutInSeconds'),
    startupSeconds: longest(started, 'ContainerStartupHealthCheckTimeoutInSeconds'),
    resize: live !== undefined && manifest.fleet?.resize === true,
    problems: [
      ...problems,
      ...tooManyTags(Math.max(tagsOfModel.length, tagsOfConfig.length)),
      // Without its model or config, the artifact has no place. That problem is already told.
      ...(live !== undefined && live.models[target?.ModelName ?? ''] === undefined ? [] : made.problems),
      ...(live === undefined ? [] : [...fleetProblems(targets, manifest), ...overrideProblems(targets)]),
    ],
    warnings: live === undefined ? [] : [...keptCounts(targets, manifest, live), ...made.warnings],
  };
}

/** The manifest's tags, and others of what the release takes the place of. */
function tagsOver(before: readonly Tag[] | undefined, manifest: Manifest): readonly Tag[] {
  const written = writtenTags(manifest);
  const isWritten = ({ Key }: Tag) => written.some((tag) => tag.Key === Key);
  return [...written, ...othersTags(before ?? []).filter((tag) => !isWritten(tag))];
}

/** The manifest's tags, in AWS's spelling. */
export const writtenTags = ({ tags = {} }: Manifest): readonly Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const tooManyTags = (count: number): readonly Problem[] =>
  count <= mostTags
    ? []
    : [
        {
          field: 'tags',
          expected: `at most ${mostTags} tags beside Greenlight’s own, with those that are carried over`,
          got: `${count}`,
          fix: 'Write fewer, or take some off the model and the config that serve.',
        },
      ];

/**
 * The final instance count. For a new endpoint it is the manifest's; a live one's is kept, unless it is
 * resized.
 */
function countOf(
  variant: ProductionVariant,
  isTarget: boolean,
  manifest: Manifest,
  live: LiveEndpoint | undefined,
): number {
  const written = manifest.fleet?.instanceCount;
  if (live === undefined) return written ?? 1;
  return isTarget && manifest.fleet?.resize === true && written !== undefined
    ? written
    : liveCount(live, variant);
}

type StartTimeout = 'ModelDataDownloadTimeoutInSeconds' | 'ContainerStartupHealthCheckTimeoutInSeconds';

/** AWS documents no default of either timeout; ten minutes is assumed (docs/assumptions.md). */
const assumedTimeout = 600;

/** The longest value of a timeout among the variants with the new model. */
export const longest = (variants: readonly ProductionVariant[], timeout: StartTimeout): number =>
  variants.reduce((most, variant) => {
    const seconds = variant[timeout];
    return Math.max(most, typeof seconds === 'number' ? seconds : assumedTimeout);
  }, 0);

function keptCounts(
  targets: readonly ProductionVariant[],
  manifest: Manifest,
  live: LiveEndpoint,
): Problem[] {
  const { instanceCount, resize } = manifest.fleet ?? {};
  if (instanceCount === undefined || resize === true) return [];
  return targets
    .filter((variant) => !isServerless(variant) && liveCount(live, variant) !== instanceCount)
    .map((variant) => ({
      field: 'fleet.instanceCount',
      expected: `${liveCount(live, variant)}, as variant ${variant.VariantName} has now: an update keeps it`,
      got: `${instanceCount}`,
      fix: 'Write resize: true to change it.',
    }));
}

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
