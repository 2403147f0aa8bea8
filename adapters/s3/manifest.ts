import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { manifestKeys } from '../../core/artifact-key.ts';
import { inOtherFolder } from '../../core/endpoint-name.ts';
import type { LineOf, ManifestFinding } from '../../core/plan/findings.ts';
import type { Problem } from '../../core/problem.ts';
import { syntaxFault } from './manifest-syntax.ts';
import { manifestInOtherFolder } from './other-folder.ts';
import { isNamed } from './s3-errors.ts';

/** A manifest is a page of text; anything larger is something else. */
const largestManifest = 64 * 1024;

interface Found {
  readonly key: string;
  readonly text: string;
  readonly version: string | undefined;
}

/** The endpoint's manifest as it stands now: at most one of the two that there may be. */
export async function readManifest(
  client: S3Client,
  bucket: string,
  endpoint: string,
): Promise<ManifestFinding> {
  const found: Found[] = [];
  for (const key of manifestKeys(endpoint)) {
    try {
      const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if ((object.ContentLength ?? 0) > largestManifest) return tooLarge(key, object.ContentLength ?? 0);
      found.push({ key, text: (await object.Body?.transformToString()) ?? '', version: object.VersionId });
    } catch (error) {
      if (!isNamed(error, 'NoSuchKey')) throw error;
    }
  }
  const [first, second] = found;
  if (first === undefined) {
    const other = await manifestInOtherFolder(client, bucket, endpoint);
    // Left where it is, its gates and alarms would be skipped in silence.
    return other === undefined ? { kind: 'none' } : unreadable(inOtherFolder(other, endpoint));
  }
  if (second === undefined) return parseManifestText(first.key, first.text, first.version);
  const fix = `Delete ${second.key} or ${first.key}.`;
  return unreadable({
    field: 'manifest',
    expected: 'one manifest',
    got: 'both greenlight.yaml and greenlight.json',
    fix,
  });
}

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

const unreadable = (problem: Problem): ManifestFinding => ({ kind: 'unreadable', problems: [problem] });

const tooLarge = (key: string, bytes: number): ManifestFinding =>
  unreadable({ field: key, expected: `at most ${largestManifest} bytes`, got: `${bytes} bytes` });
