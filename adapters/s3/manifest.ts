import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { manifestKeys } from '../../core/artifact-key.ts';
import { inOtherFolder } from '../../core/endpoint-name.ts';
import { type Companion, companionIn } from '../../core/manifest/companion.ts';
import type { LineOf, ManifestFinding } from '../../core/manifest/finding.ts';
import type { ManifestVersion } from '../../core/plan/manifest-version.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import type { Problem } from '../../core/values/problem.ts';
import { syntaxFault } from './manifest-syntax.ts';
import { manifestInOtherFolder } from './other-folder.ts';
import { isNamed } from './s3-errors.ts';

/** A manifest is a page of text; anything larger is something else. */
const largestManifest = 64 * 1024;

/** Where and when it was put. */
interface Put {
  readonly key: string;
  readonly version?: string;
  readonly modifiedAt?: Instant;
}

interface Found extends Put {
  readonly comesWith?: Companion | undefined;
  /** Undefined where it is larger than any manifest. */
  readonly text: string | undefined;
  readonly bytes: number;
}

/**
 * The endpoint's manifest as it stands now, at most one of the two that there may be; or one version of it, which is
 * unreadable where it is gone.
 */
export async function readManifest(
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
    // Left where it is, its gates and alarms would be skipped in silence.
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
    // What is too large is not read; but the connection has to be let go.
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
  if (parsed.kind === 'none') return parsed;
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

/** A manifest's text: YAML 1.2, of which JSON is a part. */
export function parseManifestText(key: string, text: string, version?: string): ManifestFinding {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length === 0) {
    try {
      const value: unknown = document.toJS({ maxAliasCount: mostAliases });
      const lineOf = lookUp(document, lines);
      return { kind: 'content', value, lineOf, key, ...(version !== undefined && { version }) };
    } catch (cause) {
      return { kind: 'unreadable', problems: [aliasProblem(key, text, lines, cause)] };
    }
  }
  const expected = key.endsWith('.json') ? 'JSON' : 'YAML';
  const problems = document.errors.map(({ code, message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    const { what, fix } = syntaxFault(code, message);
    return { field: key, expected, got: `a syntax error in line ${line}, column ${col}: ${what}`, line, fix };
  });
  // One slip makes several errors in its line, and often in every line after it.
  const first = problems.filter(({ line }, at) => problems.findIndex((other) => other.line === line) === at);
  return {
    kind: 'unreadable',
    problems: first.slice(0, mostSyntaxErrors).map(({ line: _, ...rest }) => rest),
  };
}

const mostSyntaxErrors = 3;
const mostAliases = 50;

/** An alias to nothing, or to more than is good for us. */
function aliasProblem(key: string, text: string, lines: LineCounter, cause: unknown): Problem {
  const expected = `YAML whose aliases can be resolved, ${mostAliases} at most`;
  const name = /Unresolved alias.*: (\S+)$/.exec(cause instanceof Error ? cause.message : '')?.[1];
  if (name === undefined) return { field: key, expected, got: 'more of them', fix: 'Write the values out.' };
  const { line, col } = lines.linePos(Math.max(0, text.indexOf(`*${name}`)));
  const got = `an alias *${name} in line ${line}, column ${col}, and no anchor &${name} before it`;
  return { field: key, expected, got, fix: 'Put a text that begins with * in quotes.' };
}

/** Where a field stands: the line of its name, or as far as the path leads. */
function lookUp(document: Document.Parsed, lines: LineCounter): LineOf {
  const lineAt = (node: Node | null | undefined) => node?.range && lines.linePos(node.range[0]).line;
  return (path) => {
    let at = document.contents as Node | null | undefined;
    let line = lineAt(at) ?? undefined;
    for (const part of path) {
      if (isAlias(at)) at = at.resolve(document);
      const item: unknown = isSeq(at) && typeof part === 'number' ? at.items[part] : undefined;
      const pair = isMap(at)
        ? at.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
        : undefined;
      if (item === undefined && pair === undefined) return line;
      line = lineAt((pair?.key ?? item) as Node) ?? line;
      at = (pair ? pair.value : item) as Node | null;
    }
    return line;
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
