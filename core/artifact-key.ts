import type { Artifact } from './artifact.ts';
import { type Meant, meantAs, spelledAs } from './values/meant-as.ts';
import type { Problem } from './values/problem.ts';
import { shown } from './values/problem.ts';

/**
 * What an object key means to us. Anyone who can write to the bucket chooses keys, so nothing in them is
 * trusted.
 */
export type KeyKind =
  | {
      readonly kind: 'artifact';
      readonly artifact: Artifact['kind'];
      readonly endpoint: string;
      readonly version: string;
    }
  | { readonly kind: 'manifest'; readonly endpoint: string }
  /** The manifest for all endpoints. */
  | { readonly kind: 'defaults' }
  /** Looks like something that we read, but its place or spelling is wrong. */
  | { readonly kind: 'misplaced'; readonly meant: Meant; readonly problem: Problem }
  | { readonly kind: 'not-ours' };

/** SageMaker's rule for endpoint names (API model: EndpointName): its pattern, and at most 63 characters. */
export const endpointNamePattern = /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;

/** A version is the user's label, limited to characters that need no escaping anywhere. */
const versionPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/;

/** The empty object that makes a folder of objects a complete model. */
export const readyMarker = '_READY';

/** Spellings of the defaults' file. */
const almostDefaults = /^\.?green[-_]?light[-.]defaults\.(?:ya?ml|json)$/i;

/** A first folder that was probably meant to be `models`. */
const almostModels = /^models?$/i;

/**
 * Tells apart artifacts and manifests, near misses (wrong place or spelling, so they are not read), and keys
 * that do not concern us. The rule of on-artifact-uploaded (serverless.yml) passes all but the last kind; a
 * test keeps the two consistent.
 */
export function classifyKey(key: string): KeyKind {
  if (key.startsWith('releases/')) return notOurs;
  if (key === defaultsKey) return { kind: 'defaults' };
  if (/\.tar\.gz$/i.test(key)) return classifyArchive(key);
  const [folder = '', ...path] = key.split('/');
  const name = path.at(-1) ?? folder;
  // Deeper in the tree, a file with such a name belongs to the model.
  if (path.length > 3) return notOurs;
  if (almostDefaults.test(name)) return isNearby(folder, path) ? misplacedDefaults(key) : notOurs;
  if (folder !== 'models') {
    const meant = spelledAs(name);
    // Other tools leave markers all over a bucket. A manifest is meant for us wherever it lies.
    const near = path.length === 0 ? meant !== 'marker' : almostModels.test(folder);
    return meant !== undefined && near ? misplacedAs(meant, key, path) : notOurs;
  }
  const meant = path.length > 1 ? meantAs(name) : spelledAs(name);
  if (meant === undefined) return notOurs;
  const [endpoint = '', version = ''] = path;
  if (name === readyMarker && path.length === 3 && endpoint !== '' && version !== '')
    return artifactOf('folder', 'marker', endpoint, version);
  if (manifestNames.includes(name) && path.length === 2) return classifyManifest(endpoint);
  return misplacedAs(meant, key, path);
}

const notOurs: KeyKind = { kind: 'not-ours' };

function classifyArchive(key: string): KeyKind {
  const [, endpoint, version] = /^models\/([^/]+)\/([^/]+)\/model\.tar\.gz$/.exec(key) ?? [];
  if (endpoint === undefined || version === undefined) return misplacedAs('archive', key, inModels(key));
  return artifactOf('archive', 'archive', endpoint, version);
}

/** The parts of a key after `models/`, however that is spelled. */
function inModels(key: string): readonly string[] {
  const [folder = '', ...path] = key.split('/');
  return almostModels.test(folder) ? path : [];
}

/** Whether it lies in the bucket's root, in `models/`, or beside a manifest. */
const isNearby = (folder: string, path: readonly string[]): boolean =>
  path.length === 0 || (almostModels.test(folder) && path.length <= 2);

const misplacedDefaults = (key: string): KeyKind =>
  misplaced('manifest', {
    field: 'key',
    expected: `${defaultsKey}, for all endpoints`,
    got: shown(key),
    fix: fixOf('manifest', defaultsKey, key),
  });

const classifyManifest = (endpoint: string): KeyKind =>
  endpointNamePattern.test(endpoint)
    ? { kind: 'manifest', endpoint }
    : misplaced('manifest', { field: 'key: <endpoint>', expected: expectedEndpoint, got: shown(endpoint) });

const expectedEndpoint = 'an endpoint name (letters, digits and inner hyphens, at most 63)';

function artifactOf(artifact: Artifact['kind'], meant: Meant, endpoint: string, version: string): KeyKind {
  if (!endpointNamePattern.test(endpoint))
    return misplaced(meant, { field: 'key: <endpoint>', expected: expectedEndpoint, got: shown(endpoint) });
  if (!versionPattern.test(version)) {
    const expected = 'a version (letters, digits, ".", "_" and "-", at most 128)';
    return misplaced(meant, { field: 'key: <version>', expected, got: shown(version) });
  }
  return { kind: 'artifact', artifact, endpoint, version };
}

const misplaced = (meant: Meant, problem: Problem): KeyKind => ({ kind: 'misplaced', meant, problem });

/** `path`: the parts after `models/`, as far as endpoint and version can be recognized. */
function misplacedAs(meant: Meant, key: string, path: readonly string[] = []): KeyKind {
  const [first, second] = path.slice(0, -1);
  const endpoint = first !== undefined && endpointNamePattern.test(first) ? first : '<endpoint>';
  const version = second !== undefined && versionPattern.test(second) ? second : '<version>';
  const expected = {
    manifest: `models/${endpoint}/greenlight.${/json/i.test(key.slice(-9)) ? 'json' : 'yaml'}`,
    archive: `models/${endpoint}/${version}/model.tar.gz`,
    marker: `models/${endpoint}/${version}/${readyMarker}`,
  }[meant];
  return misplaced(meant, { field: 'key', expected, got: shown(key), fix: fixOf(meant, expected, key) });
}

function fixOf(meant: Meant, expected: string, key: string): string {
  switch (meant) {
    case 'manifest':
      return `Upload it again as ${expected}: where it is, it is not read.`;
    case 'archive':
      return /\.(?:tar\.gz|tgz)$/i.test(key)
        ? `Upload it again as ${expected}.`
        : `Pack the model with tar -czf model.tar.gz -C <folder> . and upload that as ${expected}.`;
    case 'marker':
      return `Write it again as ${expected}, beside the model's objects.`;
    default:
      return meant satisfies never;
  }
}

/** The names of a manifest; an endpoint may have at most one of them. */
const manifestNames: readonly string[] = ['greenlight.yaml', 'greenlight.json'];

/** The key of the manifest that lies under those of all endpoints. */
export const defaultsKey = 'models/greenlight.defaults.yaml';

/** The possible keys of an endpoint's manifest; at most one may exist. */
export const manifestKeys = (endpoint: string): readonly string[] =>
  manifestNames.map((name) => `models/${endpoint}/${name}`);
