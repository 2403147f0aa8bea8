import * as z from 'zod';
import type { ContainerDefinition, LiveEndpoint, ModelDefinition } from '../sagemaker.ts';
import { containersOf } from './compose-model.ts';
import type { ComposedVariant } from './composition.ts';

/**
 * One thing that a release would change. Environment values are never shown, only names: such a change has
 * neither `from` nor `to`. Otherwise a change without `from` is an addition and one without `to` a removal,
 * unless `how` says something else.
 */
export const changeSchema = z.object({
  /** `image`, `environment GREETING`, `instances of AllTraffic`. */
  what: z.string(),
  how: z.enum(['added', 'removed', 'changed']),
  from: z.string().optional(),
  to: z.string().optional(),
});
export type Change = z.infer<typeof changeSchema>;

/**
 * The parts of a plan that are compared with the next plan. SageMaker does not keep them, or not in these
 * words.
 */
export const termsSchema = z.object({
  strategy: z.string(),
  /** One text for each alarm (alarm-terms.ts). */
  alarms: z.array(z.string()),
  /** Some alarms are unknown, so an alarm that is missing here may still have been there. */
  partly: z.boolean().optional(),
});
export type Terms = z.infer<typeof termsSchema>;

/** What serves, as far as our own records tell. */
export interface Serving {
  readonly version?: string | undefined;
  readonly terms?: Terms | undefined;
}

/** What would be released. */
export interface Coming {
  readonly version: string;
  readonly terms: Terms;
  readonly variants: readonly ComposedVariant[];
  /** The composed model for the variants that take it; undefined when going back to a kept config. */
  readonly model?: ModelDefinition;
  /** The live model that `model` replaces. */
  readonly replaces?: string | undefined;
  /** What is captured for us of what serves, and of what is coming; undefined if nothing. */
  readonly capture?: { readonly from: string | undefined; readonly to: string | undefined };
  /** The endpoint config, if it is a kept one. */
  readonly config?: string;
}

/** The most changes listed; the rest is a number. */
const mostChanges = 60;

/**
 * What a release changes against what serves, in the order in which people ask: the artifact, the model, the
 * fleet, how traffic shifts and what watches it. Counts that autoscaling sets are not changes.
 */
export function changesOf(
  coming: Coming,
  live: LiveEndpoint | undefined,
  serving: Serving | undefined,
): Change[] {
  const changes = [
    ...(coming.config === undefined ? [] : differing('endpoint config', live?.configName, coming.config)),
    ...differing('version', serving?.version, coming.version),
    ...modelChanges(coming, live),
    ...coming.variants.flatMap(variantChanges),
    ...differing('data capture', coming.capture?.from, coming.capture?.to),
    ...differing('strategy', serving?.terms?.strategy, coming.terms.strategy),
    ...alarmChanges(coming.terms, serving?.terms),
  ];
  const more = changes.length - mostChanges;
  return more <= 0 ? changes : [...changes.slice(0, mostChanges), { what: `${more} more`, how: 'changed' }];
}

function modelChanges({ model, replaces }: Coming, live: LiveEndpoint | undefined): Change[] {
  if (model === undefined) return [];
  const before = live?.models[replaces ?? ''];
  const images = resolvedImagesOf(live, replaces);
  const old = before === undefined ? [] : containersOf(before);
  const all = containersOf(model);
  return [
    ...all.flatMap((container, index) =>
      containerChanges(container, old[index], images, all.length > 1 ? ` of container ${index + 1}` : ''),
    ),
    ...differing('role', before?.ExecutionRoleArn, model.ExecutionRoleArn),
  ];
}

/** A tag and the digest that it was deployed as are the same image. */
function resolvedImagesOf(
  live: LiveEndpoint | undefined,
  model: string | undefined,
): Readonly<Record<string, string>> {
  const variant = live?.config.ProductionVariants.find(({ ModelName }) => ModelName === model);
  return live?.resolvedImages[variant?.VariantName ?? ''] ?? {};
}

function containerChanges(
  after: ContainerDefinition,
  before: ContainerDefinition | undefined,
  images: Readonly<Record<string, string>>,
  of: string,
): Change[] {
  const resolved = (image: string | undefined) =>
    image === undefined ? undefined : (images[image] ?? image);
  const isSameImage = resolved(before?.Image) === resolved(after.Image);
  return [
    ...(isSameImage ? [] : differing(`image${of}`, before?.Image, after.Image)),
    ...environmentChanges(before?.Environment ?? {}, after.Environment ?? {}, of),
  ];
}

function environmentChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  of: string,
): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): Change[] => {
    const [had, has] = [Object.hasOwn(before, name), Object.hasOwn(after, name)];
    if (had && has && before[name] === after[name]) return [];
    return [{ what: `environment ${name}${of}`, how: had && has ? 'changed' : has ? 'added' : 'removed' }];
  });
}

function variantChanges(variant: ComposedVariant): Change[] {
  const { name, instanceType, instanceCount, liveInstanceType, liveInstanceCount, serverless } = variant;
  return [
    ...differing(`instance type of ${name}`, liveInstanceType, instanceType),
    ...(serverless ? [] : differing(`instances of ${name}`, count(liveInstanceCount), count(instanceCount))),
  ];
}

const count = (instances: number | undefined): string | undefined =>
  instances === undefined ? undefined : `${instances}`;

function alarmChanges(after: Terms, before: Terms | undefined): Change[] {
  if (before === undefined) return after.alarms.map((alarm) => ({ what: `alarm ${alarm}`, how: 'added' }));
  const isNew = (alarm: string) => !before.alarms.includes(alarm);
  const isGone = (alarm: string) => !after.alarms.includes(alarm);
  return [
    ...after.alarms
      .filter((alarm) => isNew(alarm) && !before.partly)
      .map((alarm): Change => ({ what: `alarm ${alarm}`, how: 'added' })),
    ...before.alarms.filter(isGone).map((alarm): Change => ({ what: `alarm ${alarm}`, how: 'removed' })),
  ];
}

function differing(what: string, from: string | undefined, to: string | undefined): Change[] {
  if (from === to) return [];
  if (from === undefined) return [{ what, how: 'added', ...(to !== undefined && { to }) }];
  return [{ what, how: to === undefined ? 'removed' : 'changed', from, ...(to !== undefined && { to }) }];
}

/** `image: a:1 → a:2`, `environment GREETING changed`, `alarm iris-5xx (rollback) added`. */
export function describeChange({ what, how, from, to }: Change): string {
  if (from !== undefined && to !== undefined) return `${what}: ${from} → ${to}`;
  const value = from ?? to;
  return value === undefined ? `${what} ${how}` : `${what} ${how}: ${value}`;
}
