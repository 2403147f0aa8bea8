import { Readable } from 'node:stream';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ArtifactStore } from '../../core/ports.ts';
import type { Problem } from '../../core/problem.ts';
import type { Artifact } from '../../core/release.ts';
import {
  type ArchiveFault,
  type ArchiveLimits,
  defaultArchiveLimits,
  problemOf,
  sizeFault,
} from './archive-fault.ts';
import { folderVersions } from './folder-versions.ts';
import { inspectArchive } from './inspect-archive.ts';
import { readManifest } from './manifest.ts';
import { isNamed } from './s3-errors.ts';

/** `io` runs work off this thread (see the seam's clock). */
export function s3Artifacts(
  client: S3Client,
  io: <T>(work: () => Promise<T>) => Promise<T>,
  limits: Partial<ArchiveLimits> = {},
): ArtifactStore {
  const allowed = { ...defaultArchiveLimits, ...limits };

  const archiveProblem = async (artifact: Artifact): Promise<Problem | undefined> => {
    const fault = (expected: ArchiveFault['expected'], got: string) =>
      problemOf(artifact, { expected, got }, allowed);
    if (artifact.size === 0) return fault('model', 'an empty object');
    const tooLarge = sizeFault(artifact.size, allowed);
    if (tooLarge !== undefined) return problemOf(artifact, tooLarge, allowed);
    const { bucket: Bucket, key: Key, versionId } = artifact;
    let body: unknown;
    try {
      const input = { Bucket, Key, ...(versionId !== undefined && { VersionId: versionId }) };
      body = (await client.send(new GetObjectCommand(input))).Body;
    } catch (error) {
      if (!isNamed(error, 'NoSuchKey', 'NoSuchVersion')) throw error;
      return fault('model', 'an object that is gone already');
    }
    if (!(body instanceof Readable)) throw new Error('S3 answered without a stream');
    const stream = body;
    const found = await io(() => inspectArchive(stream, artifact.size, allowed));
    return found && problemOf(artifact, found, allowed);
  };

  return {
    async inspect(artifact) {
      if (artifact.kind === 'folder') {
        const folder = await folderVersions(client, artifact);
        return { problems: folder.ok ? [] : folder.problems, bytes: folder.bytes };
      }
      const problem = await archiveProblem(artifact);
      return { problems: problem === undefined ? [] : [problem], bytes: artifact.size };
    },
    readManifest: (bucket, endpoint) => readManifest(client, bucket, endpoint),
  };
}
