import type { Artifact } from './artifact.ts';
import { type Meant, meantAs, spelledAs } from './values/meant-as.ts';
import type { Problem } from './values/problem.ts';
import { shown } from './values/problem.ts';

/** What an object key means to us. Keys come from whoever can write the bucket: nothing in them is trusted. */
export type KeyKind =
  | {
      readonly kind: 'artifact';
      readonly artifact: Artifact['kind'];
      readonly endpoint: string;
      readonly version: string;
    }
  | { readonly kind: 'manifest'; readonly endpoint: string }
  /** It is meant as something that is read, and is not read where, or as, it is. */
  | { readonly kind: 'misplaced'; readonly meant: Meant; readonly problem: Problem }
  | { readonly kind: 'not-ours' };

/** SageMaker's own rule for endpoint names (API model: EndpointName): its pattern, and 63 characters at most. */
export const endpointNamePattern = /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;

/** A version is a label of the user's; kept to characters that need no escaping anywhere it is shown. */
const versionPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/;

/** The empty object that makes a folder of objects a complete model. */
export const readyMarker = '_READY';

/** A first folder that is meant as `models`. */
const almostModels = /^models?$/i;

/**
 * Tells artifacts and manifests from what was meant as one and will not be read (the wrong place, another spelling),
 * and those from what is nobody's business. The rule of on-artifact-uploaded (serverless.yml) lets all but the last
 * through; a test holds the two together.
 */
export function classifyKey(key: string): KeyKind {
  if (key.startsWith('releases/')) return notOurs;
  if (/\.tar\.gz$/i.test(key)) return classifyArchive(key);
  const [folder = '', ...path] = key.split('/');
  const name = path.at(-1) ?? folder;
  // Deeper down, a file of such a name belongs to the model.
  if (path.length > 3) return notOurs;
  if (folder !== 'models') {
    const meant = spelledAs(name);
    // Markers of other tools are all over a bucket; a manifest is ours wherever it was dropped.
    const near = path.length === 0 ? meant !== 'marker' : almostModels.test(folder);
    return meant !== undefined && near ? misplacedAs(meant, key) : notOurs;
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
  if (endpoint === undefined || version === undefined)
    return misplacedAs('archive', key, key.startsWith('models/') ? key.split('/').slice(1) : []);
  return artifactOf('archive', 'archive', endpoint, version);
}

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

/** `path`: what follows `models/`, as far as endpoint and version can be told from it. */
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

/** A manifest's name; at most one of them may be there. */
const manifestNames: readonly string[] = ['greenlight.yaml', 'greenlight.json'];

/** Where the manifest of an endpoint may stand; at most one of them. */
export const manifestKeys = (endpoint: string): readonly string[] =>
  manifestNames.map((name) => `models/${endpoint}/${name}`);
