import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { defaultsKey, manifestKeys } from '../../core/artifact-key.ts';
import { inOtherFolder } from '../../core/endpoint-name.ts';
import { type Companion, companionIn } from '../../core/manifest/companion.ts';
import { withDefaults } from '../../core/manifest/defaults.ts';
import type { ManifestFinding, PlaceOf } from '../../core/manifest/manifest-finding.ts';
import { type ManifestVersion, manifestVersionOf } from '../../core/plan/manifest-version.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import type { Problem } from '../../core/values/problem.ts';
import { syntaxFault } from './manifest-syntax.ts';
import { manifestInOtherFolder } from './other-folder.ts';
import { isNamed } from './s3-errors.ts';

/** A manifest is a page of text. Anything larger is not a manifest. */
const largestManifest = 64 * 1024;

/** Where and when the manifest was put. */
interface Put {
  readonly key: string;
  readonly version?: string;
  readonly modifiedAt?: Instant;
}

interface Found extends Put {
  readonly comesWith?: Companion | undefined;
  /** Undefined if it is too large for a manifest. */
  readonly text: string | undefined;
  readonly bytes: number;
}

/**
 * Reads the endpoint's current manifest, or one given version of it, over the current defaults. Two manifests
 * (YAML and JSON) at once are unreadable, and so is a version that is gone.
 */
export async function readManifest(
  client: S3Client,
  bucket: string,
  endpoint: string,
  version?: ManifestVersion,
): Promise<ManifestFinding> {
  const [own, defaults] = await Promise.all([
    readOwn(client, bucket, endpoint, version),
    readDefaults(client, bucket),
  ]);
  return withDefaults(own, defaults);
}

/** The manifest for all endpoints of the bucket. */
export async function readDefaults(client: S3Client, bucket: string): Promise<ManifestFinding> {
  const found = await fetchManifest(client, { Bucket: bucket, Key: defaultsKey });
  return found === undefined ? { kind: 'none' } : finding(found);
}

/** The version of the endpoint's own manifest that is current now; null if there is none. */
export const readManifestVersion = async (
  client: S3Client,
  bucket: string,
  endpoint: string,
): Promise<ManifestVersion | null> => manifestVersionOf(await readOwn(client, bucket, endpoint));

async function readOwn(
  client: S3Client,
  bucket: string,
  endpoint: string,
  version?: ManifestVersion,
): Promise<ManifestFinding> {
  if (version !== undefined) {
    const { key, versionId } = version;
    const at = await fetchManifest(client, { Bucket: bucket, Key: key, VersionId: versionId });
    return at === undefined ? gone(version) : finding(at);
  }
  const found: Found[] = [];
  for (const Key of manifestKeys(endpoint)) {
    const one = await fetchManifest(client, { Bucket: bucket, Key });
    if (one !== undefined) found.push(one);
  }
  const [first, second] = found;
  if (first === undefined) {
    const other = await manifestInOtherFolder(client, bucket, endpoint);
    // Report a manifest in another folder: otherwise its gates and alarms would be ignored silently.
    return other === undefined ? { kind: 'none' } : unreadable(inOtherFolder(other, endpoint));
  }
  if (second === undefined) return finding(first);
  const [, last] = [first, second].sort((a, b) => (a.modifiedAt ?? '').localeCompare(b.modifiedAt ?? ''));
  return unreadable(
    {
      field: 'manifest',
      expected: 'one manifest',
      got: 'both greenlight.yaml and greenlight.json',
      fix: `Delete ${second.key} or ${first.key}.`,
    },
    last,
  );
}

async function fetchManifest(client: S3Client, input: GetObjectCommandInput): Promise<Found | undefined> {
  const { Key: key = '' } = input;
  try {
    const object = await client.send(new GetObjectCommand(input));
    const bytes = object.ContentLength ?? 0;
    // Do not read a body that is too large, but release its connection.
    if (bytes > largestManifest) (object.Body as Readable | undefined)?.destroy?.();
    const text = bytes > largestManifest ? undefined : ((await object.Body?.transformToString()) ?? '');
    return {
      key,
      text,
      bytes,
      ...(object.VersionId !== undefined && { version: object.VersionId }),
      ...(object.LastModified !== undefined && { modifiedAt: instantAt(object.LastModified.getTime()) }),
      comesWith: companionIn(object.Metadata),
    };
  } catch (error) {
    if (isNamed(error, 'NoSuchKey', 'NoSuchVersion')) return undefined;
    throw error;
  }
}

function finding({ key, text, bytes, version, modifiedAt, comesWith }: Found): ManifestFinding {
  const put: Put = { key, ...(version !== undefined && { version }), ...(modifiedAt && { modifiedAt }) };
  if (text === undefined) return unreadable(tooLarge(key, bytes), put);
  const parsed = parseManifestText(key, text, version);
  return { ...parsed, ...put, ...(parsed.kind === 'content' && comesWith && { comesWith }) };
}

const gone = ({ key, versionId }: ManifestVersion): ManifestFinding =>
  unreadable(
    {
      field: 'manifest',
      expected: `version ${versionId} of ${key}, under which this was settled`,
      got: 'a version that is gone',
      fix: 'Try again with greenlight retry, which takes the newest manifest.',
    },
    { key, version: versionId },
  );

type Read = Exclude<ManifestFinding, { kind: 'none' }>;

/** Parses a manifest's text: YAML 1.2, which includes JSON. */
export function parseManifestText(key: string, text: string, version?: string): Read {
  const read = readBefore(key, text);
  return read.kind === 'content' && version !== undefined ? { ...read, version } : read;
}

/** The last few, by file and text: a function reads the same manifest for each release, and changes nothing of it. */
const lastRead = new Map<string, Read>();
const mostRead = 32;

function readBefore(key: string, text: string): Read {
  const name = `${key}\n${text}`;
  const before = lastRead.get(name);
  if (before !== undefined) return before;
  const read = readText(key, text);
  const [oldest] = lastRead.keys();
  if (lastRead.size >= mostRead && oldest !== undefined) lastRead.delete(oldest);
  lastRead.set(name, read);
  return read;
}

function readText(key: string, text: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length === 0) {
    try {
      const value: unknown = document.toJS({ maxAliasCount: mostAliases });
      const placeOf = lookUp(document, lines);
      return { kind: 'content', value, placeOf, key };
    } catch (cause) {
      return { kind: 'unreadable', key, problems: [aliasProblem(key, text, lines, cause)] };
    }
  }
  const expected = key.endsWith('.json') ? 'JSON' : 'YAML';
  const problems = document.errors.map(({ code, message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    const { what, fix } = syntaxFault(code, message);
    return { field: key, expected, got: `a syntax error in line ${line}, column ${col}: ${what}`, line, fix };
  });
  // One mistake causes several errors in its line, and often one in every line after it.
  const first = problems.filter(({ line }, at) => problems.findIndex((other) => other.line === line) === at);
  return {
    kind: 'unreadable',
    key,
    problems: first.slice(0, mostSyntaxErrors).map(({ line: _, ...rest }) => rest),
  };
}

const mostSyntaxErrors = 3;
const mostAliases = 50;

/** An alias without an anchor, or too many aliases. */
function aliasProblem(key: string, text: string, lines: LineCounter, cause: unknown): Problem {
  const expected = `YAML whose aliases can be resolved, ${mostAliases} at most`;
  const name = /Unresolved alias.*: (\S+)$/.exec(cause instanceof Error ? cause.message : '')?.[1];
  if (name === undefined) return { field: key, expected, got: 'more of them', fix: 'Write the values out.' };
  const { line, col } = lines.linePos(Math.max(0, text.indexOf(`*${name}`)));
  const got = `an alias *${name} in line ${line}, column ${col}, and no anchor &${name} before it`;
  return { field: key, expected, got, fix: 'Put a text that begins with * in quotes.' };
}

/**
 * Finds the line of a field's name, or of the last part of its path that exists. If not even its first part
 * does, no line would help anybody.
 */
function lookUp(document: Document.Parsed, lines: LineCounter): PlaceOf {
  const lineAt = (node: Node | null | undefined) => node?.range && lines.linePos(node.range[0]).line;
  return (path) => {
    let at = document.contents as Node | null | undefined;
    let line = path.length === 0 ? lineAt(at) : undefined;
    for (const part of path) {
      if (isAlias(at)) at = at.resolve(document);
      const item: unknown = isSeq(at) && typeof part === 'number' ? at.items[part] : undefined;
      const pair = isMap(at)
        ? at.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
        : undefined;
      if (item === undefined && pair === undefined) break;
      line = lineAt((pair?.key ?? item) as Node) ?? line;
      at = (pair ? pair.value : item) as Node | null;
    }
    return line == null ? undefined : { line };
  };
}

const unreadable = (problem: Problem, put?: Put): ManifestFinding => ({
  kind: 'unreadable',
  problems: [problem],
  ...(put && { key: put.key }),
  ...(put?.version !== undefined && { version: put.version }),
  ...(put?.modifiedAt !== undefined && { modifiedAt: put.modifiedAt }),
});

const tooLarge = (key: string, bytes: number): Problem => ({
  field: key,
  expected: `at most ${largestManifest} bytes`,
  got: `${bytes} bytes`,
});
