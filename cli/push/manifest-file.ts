import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseManifestText } from '../../adapters/s3/manifest.ts';
import { manifestKeys } from '../../core/artifact-key.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import { type Problem, sentence } from '../../core/values/problem.ts';
import { UsageError } from '../usage-error.ts';

export interface ManifestFile {
  readonly text: string;
  /** Where it belongs in the bucket. */
  readonly key: string;
  /** Where the other form (YAML or JSON) would be. Only one of the two may exist. */
  readonly otherKey: string;
}

const why: Readonly<Record<string, string>> = { ENOENT: 'is not there', EISDIR: 'is a folder' };

/**
 * A manifest to upload, checked as the controller will check it.
 * @throws UsageError with every problem at once
 */
export async function manifestFile(path: string, endpoint: string): Promise<ManifestFile> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `--manifest: expected a file, got ${path}, which ${why[error.code ?? ''] ?? `cannot be read (${error.code})`}.`,
    );
  });
  const problems = problemsIn(path, text);
  if (problems.length > 0) {
    const list = problems.map((problem) => `\n  ${sentence(problem)}`).join('');
    throw new UsageError(`--manifest: expected a sound one, got ${path}:${list}`);
  }
  const [yaml = '', json = ''] = manifestKeys(endpoint);
  return path.toLowerCase().endsWith('.json')
    ? { text, key: json, otherKey: yaml }
    : { text, key: yaml, otherKey: json };
}

function problemsIn(path: string, text: string): readonly Problem[] {
  const read = parseManifestText(basename(path), text);
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
