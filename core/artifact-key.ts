import type { Problem } from './problem.ts';
import { shown } from './problem.ts';

/** What an object key means to us. Keys come from whoever can write the bucket: nothing in them is trusted. */
export type KeyKind =
  | { readonly kind: 'artifact'; readonly endpoint: string; readonly version: string }
  | { readonly kind: 'misplaced'; readonly problem: Problem }
  | { readonly kind: 'not-ours' };

/** SageMaker's own rule for endpoint names (API model: EndpointName): its pattern, and 63 characters at most. */
export const endpointNamePattern = /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;

/** A version is a label of the user's; kept to characters that need no escaping anywhere it is shown. */
const versionPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/;

const expectedKey = 'models/<endpoint>/<version>/model.tar.gz';

/** Tells an artifact from a tarball in the wrong place, and both from what is nobody's business. */
export function classifyKey(key: string): KeyKind {
  if (!key.endsWith('.tar.gz') || key.startsWith('releases/')) return { kind: 'not-ours' };
  const [, endpoint, version] = /^models\/([^/]+)\/([^/]+)\/model\.tar\.gz$/.exec(key) ?? [];
  if (endpoint === undefined || version === undefined) {
    const fix = `Upload it again as ${expectedKey}.`;
    return { kind: 'misplaced', problem: { field: 'key', expected: expectedKey, got: shown(key), fix } };
  }
  if (!endpointNamePattern.test(endpoint)) {
    const expected = 'an endpoint name (letters, digits and inner hyphens, at most 63)';
    return { kind: 'misplaced', problem: { field: 'key: <endpoint>', expected, got: shown(endpoint) } };
  }
  if (!versionPattern.test(version)) {
    const expected = 'a version (letters, digits, ".", "_" and "-", at most 128)';
    return { kind: 'misplaced', problem: { field: 'key: <version>', expected, got: shown(version) } };
  }
  return { kind: 'artifact', endpoint, version };
}

/** Where the manifest of an endpoint may stand; at most one of them. */
export const manifestKeys = (endpoint: string): readonly string[] => [
  `models/${endpoint}/greenlight.yaml`,
  `models/${endpoint}/greenlight.json`,
];
