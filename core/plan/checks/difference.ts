import { canonicalJson } from '../../canonical-json.ts';
import type { Problem } from '../../problem.ts';
import type { LiveEndpoint } from '../../sagemaker.ts';
import { allowedCount } from '../compose-variants.ts';
import type { Composition } from '../composition.ts';
import { variantAsLive } from '../settings-as-live.ts';

/**
 * A changed manifest starts a rollout, but only if it changes what serves: model, fleet or image. Other changes
 * (alarms, strategy) hold from the next rollout on.
 */
export function differenceProblems(
  name: string,
  { model, endpointConfig }: Composition,
  live: LiveEndpoint | undefined,
): Problem[] {
  if (live === undefined) return [];
  const changed = endpointConfig.ProductionVariants.some((variant) => {
    const before = live.config.ProductionVariants.find(
      ({ VariantName }) => VariantName === variant.VariantName,
    );
    if (before === undefined) return true;
    // The live count is what autoscaling made of it; only another count than that is a change.
    const running = live.desiredInstanceCounts[variant.VariantName] ?? before.InitialInstanceCount;
    const count = running === undefined ? undefined : allowedCount(before, running);
    const { ModelName, ...rest } = variant;
    const { ModelName: modelBefore, ...restBefore } = {
      ...variantAsLive(before, live),
      InitialInstanceCount: count,
    };
    if (!sameContent(rest, restBefore)) return true;
    if (ModelName !== name) return false;
    const { Tags: _, ...wanted } = model;
    const images = live.resolvedImages[variant.VariantName] ?? {};
    return !sameContent(wanted, live.models[modelBefore ?? ''] ?? {}, images);
  });
  if (changed) return [];
  return [
    {
      field: 'manifest',
      expected: 'a change of model, fleet or image',
      got: 'nothing to roll out: the endpoint serves just that',
      fix: 'Alarms and the strategy hold from the next rollout on; to run this one again, use greenlight retry.',
    },
  ];
}

/** A copy in which every image is the digest it was deployed as, so that a tag and its digest are the same. */
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

/** Whether both have the same members, whatever their order; what is undefined is not there. */
function sameContent(a: unknown, b: unknown, images: Readonly<Record<string, string>> = {}): boolean {
  return canonicalJson(withImages(a, images)) === canonicalJson(withImages(b, images));
}
