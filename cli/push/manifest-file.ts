import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseManifestText } from '../../adapters/s3/manifest.ts';
import { defaultsKey, manifestKeys } from '../../core/artifact-key.ts';
import { withDefaults } from '../../core/manifest/defaults.ts';
import { problemsInPart } from '../../core/manifest/defaults-problems.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import { type Problem, sentence } from '../../core/values/problem.ts';
import { UsageError } from '../usage-error.ts';

export interface ManifestFile {
  readonly path: string;
  readonly text: string;
  /** Where it belongs in the bucket. */
  readonly key: string;
  /** Where the other form (YAML or JSON) would be. Only one of the two may exist. */
  readonly otherKey: string;
}

const why: Readonly<Record<string, string>> = { ENOENT: 'is not there', EISDIR: 'is a folder' };

/**
 * A manifest to upload, checked as far as it can be without the defaults of the bucket.
 * @throws UsageError with every problem at once
 */
export async function manifestFile(path: string, endpoint: string): Promise<ManifestFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `--manifest: expected a file, got ${path}, which ${why[error.code ?? ''] ?? `cannot be read (${error.code})`}.`,
    );
  });
  refuse(path, problemsInPart(parseManifestText(basename(path), text)));
  const [yaml = '', json = ''] = manifestKeys(endpoint);
  return path.toLowerCase().endsWith('.json')
    ? { path, text, key: json, otherKey: yaml }
    : { path, text, key: yaml, otherKey: json };
}

/**
 * Checks it as the controller will: over the defaults.
 *
 * @param defaults the text of the bucket's; undefined if there are none
 * @throws UsageError with every problem at once
 */
export function checkOverDefaults({ path, text }: ManifestFile, defaults: string | undefined): void {
  const under: ManifestFinding =
    defaults === undefined ? { kind: 'none' } : parseManifestText(defaultsKey, defaults);
  refuse(path, problemsIn(withDefaults(parseManifestText(basename(path), text), under)));
}

function refuse(path: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const list = problems.map((problem) => `\n  ${sentence(problem)}`).join('');
  throw new UsageError(`--manifest: expected a sound one, got ${path}:${list}`);
}

function problemsIn(read: ManifestFinding): readonly Problem[] {
  switch (read.kind) {
    case 'none':
      return [];
    case 'unreadable':
      return read.problems;
    case 'content': {
      const result = parseManifest(read.value, read.placeOf);
      return result.ok ? [] : result.problems;
    }
    default:
      return read satisfies never;
  }
}
