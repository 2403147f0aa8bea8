import type { Problem } from '../values/problem.ts';
import { shown } from '../values/problem.ts';
import type { ManifestFinding, Place, PlaceOf } from './manifest-finding.ts';

type Path = readonly (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The endpoint's own manifest over the defaults (docs/manifest.md): objects merge by field, everything else is replaced.
 * Neither needs to be valid.
 */
export const overDefaults = (own: unknown, defaults: unknown): unknown => merged(own ?? {}, defaults, []);

function merged(own: unknown, defaults: unknown, path: Path): unknown {
  if (!areMerged(own, defaults, path)) return own;
  const [ours, theirs] = [own as Fields, defaults as Fields];
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
  return Object.fromEntries(
    names.map((name) => {
      if (!Object.hasOwn(ours, name)) return [name, theirs[name]];
      const value = ours[name];
      return [name, Object.hasOwn(theirs, name) ? merged(value, theirs[name], [...path, name]) : value];
    }),
  );
}

/** Whether both are merged by field; otherwise the endpoint's own counts alone. */
const areMerged = (own: unknown, defaults: unknown, path: Path): boolean =>
  isFields(own) && isFields(defaults) && !(isRollout(path) && isOtherKind(own, defaults));

const isRollout = (path: Path): boolean => path.length === 1 && path[0] === 'rollout';

/** A strategy must not inherit the fields of another one, nor of AWS's own form. */
function isOtherKind(own: Fields, defaults: Fields): boolean {
  const isWhole = (rollout: Fields) => 'deploymentConfig' in rollout || 'retain' in rollout;
  const [ours, theirs] = [own.strategy, defaults.strategy];
  return isWhole(own) || isWhole(defaults) || (ours !== undefined && theirs !== undefined && ours !== theirs);
}

/** Whether the value at `path` comes from the defaults. */
function isFromDefaults(own: unknown, defaults: unknown, path: Path): boolean {
  let ours: unknown = own ?? {};
  let theirs = defaults;
  for (const [index, part] of path.entries()) {
    if (!areMerged(ours, theirs, path.slice(0, index))) return false;
    const [a, b] = [ours as Fields, theirs as Fields];
    if (!Object.hasOwn(a, part)) return Object.hasOwn(b, part);
    if (!Object.hasOwn(b, part)) return false;
    ours = a[part];
    theirs = b[part];
  }
  return false;
}

/**
 * What an endpoint is released under: its own manifest over the defaults, as both were found. If either
 * cannot be read, so cannot the two together.
 */
export function withDefaults(own: ManifestFinding, defaults: ManifestFinding): ManifestFinding {
  if (defaults.kind === 'none') return own;
  const { key = '', version } = defaults;
  const under = { defaults: { key, ...(version !== undefined && { version }) } };
  const faults = faultsOf(defaults);
  if (own.kind === 'unreadable') return { ...own, ...under, problems: [...own.problems, ...faults] };
  if (faults.length > 0 || defaults.kind === 'unreadable') {
    const { key, version, modifiedAt }: Partial<Extract<ManifestFinding, { kind: 'content' }>> =
      own.kind === 'none' ? {} : own;
    return {
      kind: 'unreadable',
      problems: faults,
      ...(key !== undefined && { key }),
      ...(version !== undefined && { version }),
      ...(modifiedAt !== undefined && { modifiedAt }),
      ...under,
    };
  }
  const value = own.kind === 'none' ? {} : own.value;
  const inOwn = own.kind === 'none' ? undefined : own.placeOf;
  return {
    ...(own.kind === 'none' ? { kind: 'content' } : own),
    value: overDefaults(value, defaults.value),
    placeOf: (path) =>
      isFromDefaults(value, defaults.value, path) ? placeIn(key, defaults.placeOf, path) : inOwn?.(path),
    ...under,
  };
}

function placeIn(file: string, placeOf: PlaceOf | undefined, path: Path): Place | undefined {
  const place = placeOf?.(path);
  return place && { ...place, file };
}

/** Why the defaults cannot lie under any manifest. */
export function faultsOf(defaults: Exclude<ManifestFinding, { kind: 'none' }>): readonly Problem[] {
  if (defaults.kind === 'unreadable') return defaults.problems;
  const { key = '', value } = defaults;
  if (isFields(value) || value === null || value === undefined) return [];
  const got = Array.isArray(value) ? 'a list' : shown(value);
  return [{ field: key, expected: 'the fields of a manifest', got }];
}
