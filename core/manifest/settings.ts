import { shown } from '../values/problem.ts';
import { isFields } from './defaults.ts';
import { fieldPath } from './lines.ts';
import type { ManifestFinding, PlaceOf } from './manifest-finding.ts';

/** One setting that is written, and where. */
export interface Setting {
  /** `rollout.step`; a list is one setting. */
  readonly field: string;
  /** Short, for people. Values of the environment are never shown. */
  readonly value: string;
  /** The defaults that hold it; null if it is the endpoint's own manifest. */
  readonly file: string | null;
  readonly line?: number;
}

/** Every setting of a manifest over its defaults, in the order in which they are written. */
export const settingsIn = (found: ManifestFinding): Setting[] =>
  found.kind === 'content' ? settingsAt(found.value, found.placeOf, []) : [];

function settingsAt(value: unknown, placeOf: PlaceOf | undefined, path: readonly string[]): Setting[] {
  if (isFields(value) && Object.keys(value).length > 0)
    return Object.entries(value)
      .filter(([name]) => !name.startsWith('$'))
      .flatMap(([name, inner]) => settingsAt(inner, placeOf, [...path, name]));
  if (path.length === 0) return [];
  const { file = null, line } = placeOf?.(path) ?? {};
  const text = path[1] === 'environment' ? '(hidden)' : valueText(value);
  return [{ field: fieldPath(path), value: text, file, ...(line !== undefined && { line }) }];
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `${value.length} in a list`;
  return typeof value === 'string' ? value : shown(value);
}
