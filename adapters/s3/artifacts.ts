import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Artifact } from '../../core/artifact.ts';
import type { ArtifactStore, Inspections } from '../../core/ports/artifacts.ts';
import type { Problem } from '../../core/values/problem.ts';
import {
  type ArchiveLimits,
  defaultArchiveLimits,
  inspectionRules,
  problemOf,
  sizeFault,
} from './archive-fault.ts';
import { folderVersions } from './folder-versions.ts';
import { inspectArchive } from './inspect-archive.ts';
import { readDefaults, readManifest, readManifestVersion } from './manifest.ts';
import { listedVersion } from './manifest-version.ts';
import { isNamed } from './s3-errors.ts';

/**
 * `io` runs work off this thread (see the seam's clock). With `inspections`, an archive version that was
 * inspected before is not read again; only its existence is checked.
 */
export function s3Artifacts(
  client: S3Client,
  io: <T>(work: () => Promise<T>) => Promise<T>,
  limits: Partial<ArchiveLimits> = {},
  inspections?: Inspections,
): ArtifactStore {
  const allowed = { ...defaultArchiveLimits, ...limits };
  const { get, isThere } = objects(client);

  const archiveProblem = async (artifact: Artifact): Promise<Problem | undefined> => {
    const fault = (got: string) => problemOf(artifact, { expected: 'model', got }, allowed);
    if (artifact.size === 0) return fault('an empty object');
    const tooLarge = sizeFault(artifact.size, allowed);
    if (tooLarge !== undefined) return problemOf(artifact, tooLarge, allowed);
    // Without a version id the object may change, so its inspection cannot be remembered.
    const memory = artifact.versionId === undefined ? undefined : inspections;
    const before = await memory?.found(artifact, inspectionRules);
    if (before !== undefined)
      return before.problem ?? ((await isThere(artifact)) ? undefined : fault(goneAlready));
    const body = await get(artifact);
    if (body === undefined) return fault(goneAlready);
    const found = await io(() => inspectArchive(body, artifact.size, allowed));
    const problem = found && problemOf(artifact, found, allowed);
    await memory?.keep(artifact, inspectionRules, problem);
    return problem;
  };

  return {
    async inspect(artifact) {
      switch (artifact.kind) {
        case 'folder': {
          const folder = await folderVersions(client, artifact);
          return { problems: folder.ok ? [] : folder.problems, bytes: folder.bytes };
        }
        case 'archive': {
          const problem = await archiveProblem(artifact);
          return { problems: problem === undefined ? [] : [problem], bytes: artifact.size };
        }
        default:
          return artifact satisfies never;
      }
    },
    readManifest: (bucket, endpoint, version) => readManifest(client, bucket, endpoint, version),
    async manifestVersion(bucket, endpoint) {
      const listed = await listedVersion(client, bucket, endpoint);
      return listed === undefined ? readManifestVersion(client, bucket, endpoint) : listed;
    },
    readDefaults: (bucket) => readDefaults(client, bucket),
  };
}

const goneAlready = 'an object that is gone already';

/**
 * Reads one version of an object. HeadObject answers `NotFound`: it has no body that could name the error.
 */
function objects(client: S3Client) {
  const missing = ['NoSuchKey', 'NoSuchVersion', 'NotFound'];
  const input = ({ bucket: Bucket, key: Key, versionId }: Artifact) => ({
    Bucket,
    Key,
    ...(versionId !== undefined && { VersionId: versionId }),
  });
  const unlessMissing = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      if (isNamed(error, ...missing)) return undefined;
      throw error;
    }
  };
  return {
    async get(artifact: Artifact): Promise<Readable | undefined> {
      const object = await unlessMissing(client.send(new GetObjectCommand(input(artifact))));
      if (object === undefined) return undefined;
      if (!(object.Body instanceof Readable)) throw new Error('S3 answered without a stream');
      return object.Body;
    },
    async isThere(artifact: Artifact): Promise<boolean> {
      return (await unlessMissing(client.send(new HeadObjectCommand(input(artifact))))) !== undefined;
    },
  };
}
