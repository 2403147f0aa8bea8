import { isFields } from '../manifest/defaults.ts';
import { type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import { formatDuration } from '../values/duration.ts';
import { formatStep } from '../values/step.ts';
import type { StarterParts } from './starter-parts.ts';

/** The parts of a starter manifest that may be there as a comment only. */
export const optionalParts = ['alarm', 'rollout', 'image', 'role', 'instances'] as const;
export type OptionalPart = (typeof optionalParts)[number];

/** An alarm of Greenlight's own, for an endpoint whose owner has stored none. */
export const usualAlarm = { metric: '5xx-rate', above: '1%', for: '2m', on: 'rollback' } as const;

/**
 * The manifest that the parts make, as parsed content. `written` says which of the optional parts are fields;
 * the others are comments.
 */
export function starterValue(
  parts: StarterParts,
  written: ReadonlySet<OptionalPart>,
): Readonly<Record<string, unknown>> {
  const model = {
    ...(parts.image !== undefined && written.has('image') && { image: parts.image.value }),
    ...(parts.role !== undefined && written.has('role') && { role: parts.role }),
  };
  const fleet = {
    ...(parts.variant !== undefined && { variant: parts.variant }),
    ...(parts.instances !== undefined &&
      written.has('instances') && {
        instanceType: parts.instances.type,
        ...(parts.instances.count !== undefined && { instanceCount: parts.instances.count }),
      }),
  };
  const alarms = starterAlarms(parts, written);
  return {
    ...(Object.keys(model).length > 0 && { model }),
    ...(Object.keys(fleet).length > 0 && { fleet }),
    ...(written.has('rollout') && { rollout: Object.fromEntries(policyFields(parts.strategy.policy)) }),
    ...(alarms.length > 0 && { alarms }),
    ...(!('keep' in parts.defaults) && { keep: 5 }),
  };
}

/**
 * The stored alarms, or ours. A list replaces that of the defaults, so what stands there is in it; without a
 * stored alarm, the defaults' list applies as it is.
 */
export function starterAlarms(
  { alarms, defaults }: StarterParts,
  written: ReadonlySet<OptionalPart>,
): readonly unknown[] {
  if (alarms.length === 0) return written.has('alarm') ? [usualAlarm] : [];
  const theirs: readonly unknown[] = Array.isArray(defaults.alarms) ? defaults.alarms : [];
  const named = theirs.flatMap((alarm) =>
    isFields(alarm) && typeof alarm.name === 'string' ? [alarm.name] : [],
  );
  const own = alarms.filter((name) => !named.includes(name)).map((name) => ({ name, on: 'rollback' }));
  return [...theirs, ...own];
}

/** A policy in the manifest's words, in the order in which people write them. */
export function policyFields(policy: StrategyPolicy): [name: string, text: string][] {
  const fields: readonly [string, string | undefined][] = [
    ['strategy', policy.strategy],
    ['step', 'step' in policy ? formatStep(policy.step) : undefined],
    [
      'rollbackStep',
      'rollbackStep' in policy && policy.rollbackStep ? formatStep(policy.rollbackStep) : undefined,
    ],
    ['bake', 'bake' in policy ? lasting(policy.bake) : undefined],
    ['finalBake', lasting(policy.finalBake)],
    ['timeout', lasting(policy.timeout)],
  ];
  // AWS's form may have more than the manifest's, such as the interval of all at once, which has no effect.
  const { shape } = strategyOf(policy).schema;
  return fields.flatMap(([name, text]) =>
    text === undefined || !Object.hasOwn(shape, name) ? [] : [[name, text] as [string, string]],
  );
}

const lasting = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : formatDuration(seconds);
