import { classifyKey, readyMarker } from '../../core/artifact-key.ts';
import { sentence } from '../../core/problem.ts';
import { releaseId } from '../../core/release.ts';
import { UsageError } from '../usage-error.ts';
import type { ModelBucket } from './bucket.ts';
import type { ManifestFile } from './manifest-file.ts';
import type { Source } from './source.ts';

export interface Pushed {
  readonly release: string;
  readonly endpoint: string;
  readonly version: string;
  readonly bucket: string;
  /** Of a folder, that of its marker. */
  readonly key: string;
  readonly versionId: string | null;
  readonly files: number;
  readonly bytes: number;
  /** What became of the manifest, if there was one. */
  readonly manifest: 'uploaded' | 'unchanged' | null;
}

/** Told while it goes on: how much of which file is up. */
export type UploadProgress = (file: string, sent: number, size: number) => void;

/** Where an artifact goes. @throws UsageError if endpoint or version are no such names */
export function prefixFor(endpoint: string, version: string): string {
  const prefix = `models/${endpoint}/${version}/`;
  const kind = classifyKey(`${prefix}model.tar.gz`);
  if (kind.kind === 'misplaced') {
    const { field, ...problem } = kind.problem;
    const option = field.includes('endpoint') ? '--endpoint' : '--version';
    throw new UsageError(sentence({ ...problem, field: option }));
  }
  return prefix;
}

/**
 * The manifest first, then the artifact, whose arrival starts the release. What a folder holds is complete when its
 * marker is written: it comes last.
 * @throws UsageError where the bucket already holds what this would be mixed up with
 */
export async function pushArtifact(
  bucket: ModelBucket,
  what: {
    readonly source: Source;
    readonly endpoint: string;
    readonly version: string;
    readonly manifest: ManifestFile | undefined;
  },
  progress: UploadProgress,
): Promise<Pushed> {
  const { source, endpoint, version, manifest } = what;
  const prefix = prefixFor(endpoint, version);
  if (source.kind === 'folder' && (await bucket.hasUnder(prefix))) {
    throw new UsageError(
      `--version: expected one that holds nothing yet, got ${version}: there are objects under s3://${bucket.name}/${prefix}. Choose another.`,
    );
  }
  const manifestDone = manifest === undefined ? null : await pushManifest(bucket, manifest);
  const files =
    source.kind === 'archive'
      ? [{ name: 'model.tar.gz', path: source.path, size: source.size }]
      : source.files;
  const last = source.kind === 'archive' ? 'model.tar.gz' : readyMarker;
  let marker = { etag: '' };
  for (const { name, path, size } of files) {
    marker = await bucket.upload(prefix + name, path, size, (sent) => progress(name, sent, size));
  }
  if (source.kind === 'folder') marker = await bucket.put(prefix + readyMarker, '');
  const artifact: { bucket: string; key: string; etag: string; versionId?: string } = {
    bucket: bucket.name,
    key: prefix + last,
    ...marker,
  };
  return {
    release: releaseId(artifact, endpoint),
    endpoint,
    version,
    bucket: bucket.name,
    key: artifact.key,
    versionId: artifact.versionId ?? null,
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    manifest: manifestDone,
  };
}

/** A manifest that is there already is left alone: writing it again would start another attempt by itself. */
async function pushManifest(bucket: ModelBucket, manifest: ManifestFile): Promise<'uploaded' | 'unchanged'> {
  if (await bucket.has(manifest.otherKey)) {
    throw new UsageError(
      `--manifest: expected it to be the only one, got s3://${bucket.name}/${manifest.otherKey} besides. Delete that one first.`,
    );
  }
  if ((await bucket.text(manifest.key)) === manifest.text) return 'unchanged';
  await bucket.put(manifest.key, manifest.text);
  return 'uploaded';
}
