import { oneLine, truncate } from '../values/plain-text.ts';
import type { Change } from './changes.ts';

/** More fields than a manifest has in practice; the rest is a number. */
const mostFields = 100;
const mostCharacters = 200;

/**
 * What differs between two manifests, field by field, in the order of the newer one: `rollout.step: 20% → 50%`,
 * `alarms[0].above`. Both are parsed as YAML, and not checked. Of environment variables only names are shown, and neither the
 * value of an address, whose path or query may be a password.
 */
export function manifestDiff(before: unknown, after: unknown): Change[] {
  const [had, has] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...has.keys(), ...had.keys()])];
  const changes = names.flatMap((what): Change[] => {
    const [from, to] = [had.get(what), has.get(what)];
    if (from === to) return [];
    const how = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
    if (isHidden(what)) return [{ what, how }];
    return [
      {
        ...{ what, how },
        ...(from !== undefined && { from: short(from) }),
        ...(to !== undefined && { to: short(to) }),
      },
    ];
  });
  const more = changes.length - mostFields;
  return more <= 0
    ? changes
    : [...changes.slice(0, mostFields), { what: `${more} more fields`, how: 'changed' }];
}

/** Names of variables follow `environment`, and `url` may have a token in it. Whatever else sounds like a secret is taken for one. */
const isHidden = (path: string): boolean =>
  /(^|\.)environment\b|(url|token|secret|password|key)$|\bheaders\b/i.test(path);

const short = (text: string): string => truncate(oneLine(text), mostCharacters);

/** Each leaf by its path. An empty list or object is a leaf, too: to write it is not to leave it out. */
function fieldsOf(value: unknown, path = ''): Map<string, string> {
  const isTree = typeof value === 'object' && value !== null;
  if (path !== '' && (!isTree || Object.keys(value).length === 0)) return new Map([[path, leafText(value)]]);
  // What is no mapping has no fields.
  if (!isTree) return new Map();
  const parts = Object.entries(value).map(([key, inner]): [string, unknown] =>
    Array.isArray(value) ? [`${path}[${key}]`, inner] : [path === '' ? key : `${path}.${key}`, inner],
  );
  return new Map(parts.flatMap(([at, inner]) => [...fieldsOf(inner, at)]));
}

const leafText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
