import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { ifReadable } from '../../adapters/optional-read.ts';
import { parseManifestText, readDefaults } from '../../adapters/s3/manifest.ts';
import { defaultsKey, endpointNamePattern } from '../../core/artifact-key.ts';
import { withDefaults } from '../../core/manifest/defaults.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import type { Aws } from '../aws/aws.ts';
import { bytesOf, sourceAt } from '../push/source.ts';
import { sourceProblems } from '../push/source-problems.ts';
import { UsageError } from '../usage-error.ts';
import type { Question } from './plan-report.ts';

export interface QuestionOptions {
  readonly endpoint?: string;
  readonly artifact?: string;
  /** A file with the defaults; otherwise those of the bucket (`live`), or beside the manifest's folder. */
  readonly defaults?: string;
  readonly live: boolean;
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
    manifest: withDefaults(parseManifestText(basename(file), text), await defaultsBy(file, options)),
    artifact: await artifactOf(options.artifact),
  };
}

/** The same for the stage's bucket, and over its defaults, unless others were given. `warn`s where they may not be read. */
export async function overDefaultsOf(
  { clients, names }: Aws,
  written: Question,
  { defaults }: QuestionOptions,
  warn: (text: string) => void,
): Promise<Question> {
  const question = { ...written, bucket: names.bucket };
  if (defaults !== undefined) return question;
  const found = await ifReadable(() => readDefaults(clients(S3Client), names.bucket)).catch(ifNotDeployed);
  if (found === undefined)
    warn(`planned without ${defaultsKey} of s3://${names.bucket}, which may not be read here`);
  return { ...question, manifest: withDefaults(question.manifest, found ?? none) };
}

const none: ManifestFinding = { kind: 'none' };

function ifNotDeployed(error: unknown): ManifestFinding {
  if (error instanceof Error && error.name === 'NoSuchBucket') return none;
  throw error;
}

/** Beside the manifest's folder is where they lie in the bucket. There need not be any. */
async function defaultsBy(file: string, { defaults, live }: QuestionOptions): Promise<ManifestFinding> {
  if (defaults !== undefined) {
    const text = await readFile(defaults, 'utf8').catch((error: Error) => {
      throw new UsageError(`--defaults: expected a file, got ${defaults}: ${error.message}`);
    });
    return parseManifestText(defaults, text);
  }
  if (live) return none;
  const beside = join(dirname(resolve(file)), '..', basename(defaultsKey));
  const text = await readFile(beside, 'utf8').catch(() => undefined);
  return text === undefined ? none : parseManifestText(relative('', beside), text);
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
