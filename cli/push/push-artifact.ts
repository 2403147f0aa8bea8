import { randomUUID } from 'node:crypto';
import { classifyKey, readyMarker } from '../../core/artifact-key.ts';
import { metadataOf } from '../../core/manifest/companion.ts';
import { releaseId } from '../../core/release.ts';
import { sentence } from '../../core/values/problem.ts';
import { UsageError } from '../usage-error.ts';
import type { ModelBucket, Uploaded } from './bucket.ts';
import type { ManifestFile } from './manifest-file.ts';
import type { Source } from './source.ts';

export interface Pushed {
  readonly release: string;
  readonly endpoint: string;
  readonly version: string;
  readonly bucket: string;
  /** For a folder, the key of its marker. */
  readonly key: string;
  readonly versionId: string | null;
  readonly files: number;
  readonly bytes: number;
  /** What became of the manifest, if there was one. */
  readonly manifest: 'uploaded' | 'unchanged' | null;
}

/** Called during an upload: how much of which file is uploaded. */
export type UploadProgress = (file: string, sent: number, size: number) => void;

/** Where an artifact goes. @throws UsageError if the endpoint's name or the version is not valid */
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
 * Uploads artifact and manifest as one change. First it sends as much of the artifact as possible, then the
 * manifest, and at once it completes the artifact, whose arrival starts the release. A folder is complete
 * when its marker is written, so the marker comes last. If the upload stops in between, `warn` is told what
 * state the bucket is in.
 * @throws UsageError if the bucket already holds objects that would get mixed up with these
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
  warn: (text: string) => void = () => {},
): Promise<Pushed> {
  const { source, endpoint, version, manifest } = what;
  const prefix = prefixFor(endpoint, version);
  if (source.kind === 'folder' && (await bucket.hasUnder(prefix))) {
    throw new UsageError(
      `--version: expected one that holds nothing yet, got ${version}: there are objects under s3://${bucket.name}/${prefix}. Choose another.`,
    );
  }
  const change = manifest && (await manifestChange(bucket, manifest));
  const key = prefix + (source.kind === 'archive' ? 'model.tar.gz' : readyMarker);
  let inForce = false;
  const putManifest = async () => {
    if (manifest === undefined || change !== 'uploaded') return;
    await bucket.put(manifest.key, manifest.text, metadataOf({ artifact: key, push: randomUUID() }));
    inForce = true;
  };
  try {
    const uploaded = await upload(bucket, source, prefix, putManifest, progress);
    const files = source.kind === 'archive' ? [source] : source.files;
    return {
      release: releaseId({ bucket: bucket.name, key, ...uploaded }, endpoint),
      endpoint,
      version,
      bucket: bucket.name,
      key,
      versionId: uploaded.versionId ?? null,
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      manifest: change ?? null,
    };
  } catch (error) {
    if (inForce) warn(halfPushed(bucket.name, manifest?.key ?? '', key));
    throw error;
  }
}

/** Returns the object that starts the release. `first` is awaited just before that object exists. */
async function upload(
  bucket: ModelBucket,
  source: Source,
  prefix: string,
  first: () => Promise<void>,
  progress: UploadProgress,
): Promise<Uploaded> {
  if (source.kind === 'archive') {
    const { path, size } = source;
    const sent = (bytes: number) => progress('model.tar.gz', bytes, size);
    return bucket.upload(`${prefix}model.tar.gz`, path, size, sent, first);
  }
  for (const { name, path, size } of source.files) {
    await bucket.upload(prefix + name, path, size, (sent) => progress(name, sent, size));
  }
  await first();
  return bucket.put(prefix + readyMarker, '');
}

const halfPushed = (bucket: string, manifest: string, artifact: string): string =>
  `s3://${bucket}/${manifest} was uploaded and holds for whatever is released next; s3://${bucket}/${artifact}, which it came with, was not completed. Push again, or upload the manifest from before.`;

/** An identical manifest is not written again: that would be a change of its own. */
async function manifestChange(
  bucket: ModelBucket,
  manifest: ManifestFile,
): Promise<'uploaded' | 'unchanged'> {
  if (await bucket.has(manifest.otherKey)) {
    throw new UsageError(
      `--manifest: expected it to be the only one, got s3://${bucket.name}/${manifest.otherKey} besides. Delete that one first.`,
    );
  }
  return (await bucket.text(manifest.key)) === manifest.text ? 'unchanged' : 'uploaded';
}
