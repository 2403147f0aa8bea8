import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { parseManifestText } from '../../adapters/s3/manifest.ts';
import { endpointNamePattern } from '../../core/artifact-key.ts';
import { bytesOf, sourceAt } from '../push/source.ts';
import { sourceProblems } from '../push/source-problems.ts';
import { UsageError } from '../usage-error.ts';
import type { Question } from './plan-report.ts';

export interface QuestionOptions {
  readonly endpoint?: string;
  readonly artifact?: string;
}

/**
 * Reads what the command line asks for from its files.
 * @throws UsageError if a file does not exist, or if the endpoint cannot be determined
 */
export async function questionOf(file: string, options: QuestionOptions, stage: string): Promise<Question> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`<manifest>: expected a file, got ${file}: ${error.message}`);
  });
  return {
    endpoint: endpointOf(file, options.endpoint),
    stage,
    manifest: parseManifestText(basename(file), text),
    artifact: await artifactOf(options.artifact),
  };
}

/**
 * A manifest lies in a folder named after its endpoint, in the bucket (docs/manifest.md) and often beside the code.
 */
function endpointOf(file: string, named: string | undefined): string {
  const name = named ?? basename(dirname(resolve(file)));
  if (endpointNamePattern.test(name)) return name;
  throw new UsageError(
    named === undefined
      ? `--endpoint: expected the endpoint's name, since the manifest's folder is not named like one, got "${name}".`
      : `--endpoint: expected a name of letters, digits and inner hyphens, at most 63, got "${name}".`,
  );
}

/** Without a path, assumes a sound artifact. */
async function artifactOf(path: string | undefined): Promise<Question['artifact']> {
  if (path === undefined) return { kind: 'archive', problems: [], bytes: 0 };
  const source = await sourceAt(path);
  const problems = await sourceProblems(source, `--artifact ${path}`);
  return { kind: source.kind, problems, bytes: bytesOf(source) };
}
