import * as z from 'zod';
import type { ContainerDefinition, LiveEndpoint, ModelDefinition } from '../sagemaker.ts';
import { containersOf } from './compose-model.ts';
import type { ComposedVariant } from './composition.ts';

/**
 * One thing that a release would change. Of an environment only names are ever shown: a change of one has neither
 * `from` nor `to`. Without `from` it is added, without `to` removed, unless `how` says otherwise.
 */
export const changeSchema = z.object({
  /** `image`, `environment GREETING`, `instances of AllTraffic`. */
  what: z.string(),
  how: z.enum(['added', 'removed', 'changed']),
  from: z.string().optional(),
  to: z.string().optional(),
});
export type Change = z.infer<typeof changeSchema>;

/** What of a plan is compared with the next one's: SageMaker itself does not keep it, or not in these words. */
export const termsSchema = z.object({
  strategy: z.string(),
  /** A text each (alarm-terms.ts). */
  alarms: z.array(z.string()),
  /** Not all of the alarms are known: one that was not there before may have been there all the same. */
  partly: z.boolean().optional(),
});
export type Terms = z.infer<typeof termsSchema>;

/** What serves, as far as it is known from our own records. */
export interface Serving {
  readonly version?: string | undefined;
  readonly terms?: Terms | undefined;
}

/** What would be released. */
export interface Coming {
  readonly version: string;
  readonly terms: Terms;
  readonly variants: readonly ComposedVariant[];
  /** The composed model, in place of that of the variants which take it; none where a kept config is gone back to. */
  readonly model?: ModelDefinition;
  /** The live model that `model` stands in for. */
  readonly replaces?: string | undefined;
  /** The endpoint config, where it is one that is kept. */
  readonly config?: string;
}

/** More are told as a number. */
const mostChanges = 60;

/**
 * What a release changes against what serves, in the order in which people ask: the artifact, the model, the fleet,
 * how traffic shifts and what watches it. Counts that autoscaling owns are no change.
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
