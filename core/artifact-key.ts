import type { Problem } from './problem.ts';
import { shown } from './problem.ts';
import type { Artifact } from './release.ts';

/** What an object key means to us. Keys come from whoever can write the bucket: nothing in them is trusted. */
export type KeyKind =
  | {
      readonly kind: 'artifact';
      readonly artifact: Artifact['kind'];
      readonly endpoint: string;
      readonly version: string;
    }
  | { readonly kind: 'manifest'; readonly endpoint: string }
  | { readonly kind: 'misplaced'; readonly problem: Problem }
  | { readonly kind: 'not-ours' };

/** SageMaker's own rule for endpoint names (API model: EndpointName): its pattern, and 63 characters at most. */
export const endpointNamePattern = /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;

/** A version is a label of the user's; kept to characters that need no escaping anywhere it is shown. */
const versionPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/;

/** The empty object that makes a folder of objects a complete model. */
const readyMarker = '_READY';

const expectedKey = 'models/<endpoint>/<version>/model.tar.gz';
const expectedMarker = `models/<endpoint>/<version>/${readyMarker}`;

/** Tells artifacts and manifests from what was put in the wrong place, and those from what is nobody's business. */
export function classifyKey(key: string): KeyKind {
  if (key.startsWith('releases/')) return { kind: 'not-ours' };
  if (key.endsWith('.tar.gz')) return classifyArchive(key);
  const [folder = '', ...path] = key.split('/');
  if (folder !== 'models') return { kind: 'not-ours' };
  const name = path.at(-1) ?? '';
  // Deeper down, a file of that name belongs to the model.
  if (name === readyMarker && path.length <= 3) return classifyMarker(key, path);
  if (path.length === 2 && /^greenlight\.(ya?ml|json)$/.test(name))
    return classifyManifest(key, path[0] ?? '', name);
  return { kind: 'not-ours' };
}

function classifyArchive(key: string): KeyKind {
  const [, endpoint, version] = /^models\/([^/]+)\/([^/]+)\/model\.tar\.gz$/.exec(key) ?? [];
  return endpoint === undefined || version === undefined
    ? misplaced('key', expectedKey, key, `Upload it again as ${expectedKey}.`)
    : artifactOf('archive', endpoint, version);
}

function classifyMarker(key: string, [endpoint = '', version = '', name]: readonly string[]): KeyKind {
  return name === readyMarker && endpoint !== '' && version !== ''
    ? artifactOf('folder', endpoint, version)
    : misplaced(
        'key',
        expectedMarker,
        key,
        `Write it again as ${expectedMarker}, beside the model's objects.`,
      );
}

function classifyManifest(key: string, endpoint: string, name: string): KeyKind {
  if (name === 'greenlight.yml')
    return misplaced('key', 'greenlight.yaml or greenlight.json', key, 'Upload it again as greenlight.yaml.');
  return endpointNamePattern.test(endpoint)
    ? { kind: 'manifest', endpoint }
    : misplaced('key: <endpoint>', expectedEndpoint, endpoint);
}

const expectedEndpoint = 'an endpoint name (letters, digits and inner hyphens, at most 63)';

function artifactOf(artifact: Artifact['kind'], endpoint: string, version: string): KeyKind {
  if (!endpointNamePattern.test(endpoint)) return misplaced('key: <endpoint>', expectedEndpoint, endpoint);
  if (!versionPattern.test(version)) {
    const expected = 'a version (letters, digits, ".", "_" and "-", at most 128)';
    return misplaced('key: <version>', expected, version);
  }
  return { kind: 'artifact', artifact, endpoint, version };
}

const misplaced = (field: string, expected: string, got: string, fix?: string): KeyKind => ({
  kind: 'misplaced',
  problem: { field, expected, got: shown(got), ...(fix !== undefined && { fix }) },
});

/** Where the manifest of an endpoint may stand; at most one of them. */
export const manifestKeys = (endpoint: string): readonly string[] => [
  `models/${endpoint}/greenlight.yaml`,
  `models/${endpoint}/greenlight.json`,
];
