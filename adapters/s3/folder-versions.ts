import { ListObjectVersionsCommand, type ObjectVersion, type S3Client } from '@aws-sdk/client-s3';
import { fileAndFolder, nameFault } from '../../core/artifact/file-names.ts';
import type { Artifact } from '../../core/artifact.ts';
import { pinnedPrefix, releaseId } from '../../core/release.ts';
import type { Problem } from '../../core/values/problem.ts';

/** One object of a model folder, in the version that belongs to the release. */
interface FolderObject {
  readonly key: string;
  /** Its name inside the folder. */
  readonly name: string;
  readonly versionId?: string;
  readonly etag: string;
  readonly size: number;
}

export type FolderListing =
  | { readonly ok: true; readonly objects: readonly FolderObject[]; readonly bytes: number }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly bytes: number };

/** A release copies each object, so this is the most that one invocation can copy. */
export const mostObjects = 10_000;

interface Version {
  readonly version: ObjectVersion;
  readonly deleted: boolean;
}

/**
 * What a model folder held when its `_READY` marker was written: for each key, the newest version that is not
 * newer than the marker, unless that is a delete marker. S3's times are in seconds, so a version from the
 * marker's own second counts as before it.
 */
export async function folderVersions(client: S3Client, marker: Artifact): Promise<FolderListing> {
  const prefix = marker.key.slice(0, marker.key.lastIndexOf('/') + 1);
  const listed = await listVersions(client, marker.bucket, prefix);
  const ready = listed.find(
    ({ version: { Key, VersionId }, deleted }) =>
      !deleted && Key === marker.key && (marker.versionId === undefined || VersionId === marker.versionId),
  );
  const at = ready?.version.LastModified?.getTime();
  const refused = (...problems: Problem[]): FolderListing => ({ ok: false, problems, bytes: 0 });
  if (at === undefined) return refused(folderProblem(marker, 'a _READY marker that is gone already'));

  const newest = new Map<string, Version>();
  for (const listing of listed) {
    const { Key: key = '', LastModified } = listing.version;
    // S3 lists a key's versions newest first: take the first that is not too new.
    if (key === marker.key || newest.has(key) || (LastModified?.getTime() ?? 0) > at) continue;
    newest.set(key, listing);
  }
  const objects = [...newest.values()]
    // The console represents an empty folder as an empty object whose key ends with a slash.
    .filter(({ version, deleted }) => !deleted && !(version.Key?.endsWith('/') && (version.Size ?? 0) === 0))
    .map(({ version }) => objectOf(version, prefix));
  const problems = [
    ...objects.flatMap(({ key, name }) => nameProblems(key, name, pinnedAs(marker))),
    ...bothProblems(prefix, objects),
  ];
  if (objects.length === 0) problems.push(folderProblem(marker, 'no object beside the _READY marker'));
  if (objects.length > mostObjects)
    problems.push(folderProblem(marker, `${objects.length} objects, more than ${mostObjects}`));
  const bytes = objects.reduce((sum, { size }) => sum + size, 0);
  return problems.length > 0 ? { ok: false, problems, bytes } : { ok: true, objects, bytes };
}

async function listVersions(client: S3Client, Bucket: string, Prefix: string): Promise<Version[]> {
  const listed: Version[] = [];
  let next: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (next !== undefined) {
    const page: Awaited<ReturnType<typeof send>> = await send(next);
    // Each list is newest first per key. Merge both by time; a version goes before a deletion of the same
    // second.
    listed.push(
      ...[
        ...(page.DeleteMarkers ?? []).map((version) => ({ version, deleted: true })),
        ...(page.Versions ?? []).map((version) => ({ version, deleted: false })),
      ].sort((a, b) => compare(a.version, b.version)),
    );
    next =
      page.IsTruncated === true
        ? {
            ...(page.NextKeyMarker !== undefined && { KeyMarker: page.NextKeyMarker }),
            ...(page.NextVersionIdMarker !== undefined && { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : undefined;
  }
  return listed;

  function send(from: { KeyMarker?: string; VersionIdMarker?: string }) {
    return client.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...from }));
  }
}

/** Newest first. Within one second, the one that S3 marks as the latest comes first. */
function compare(a: ObjectVersion, b: ObjectVersion): number {
  const later = (b.LastModified?.getTime() ?? 0) - (a.LastModified?.getTime() ?? 0);
  return later !== 0 ? later : Number(b.IsLatest === true) - Number(a.IsLatest === true);
}

function objectOf(
  { Key: key = '', VersionId, ETag = '', Size: size = 0 }: ObjectVersion,
  prefix: string,
): FolderObject {
  return {
    key,
    name: key.slice(prefix.length),
    etag: ETag.replaceAll('"', ''),
    size,
    ...(VersionId !== undefined && VersionId !== 'null' && { versionId: VersionId }),
  };
}

/** S3's longest key, in bytes. */
const longestKey = 1024;

/** The prefix to which the folder's objects are copied before anything is made. */
function pinnedAs(marker: Artifact): string {
  const [, endpoint = ''] = marker.key.split('/');
  return pinnedPrefix({ endpoint, id: releaseId(marker, endpoint) });
}

/**
 * SageMaker splits the names at slashes and makes files of them. They must stay inside the folder, and be
 * names that SageMaker accepts (API reference, S3ModelDataSource). With the release's own prefix, the key
 * must not be too long.
 */
function nameProblems(key: string, name: string, pinned: string): Problem[] {
  const parts = name.split('/');
  const shown = JSON.stringify(name.slice(0, 80));
  const refused = (expected: string, got: string): Problem[] => [
    {
      field: key.slice(0, 120),
      expected,
      got,
      fix: 'Delete it, or give it another name, and write _READY again.',
    },
  ];
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return refused('a name that is a path inside the folder', shown);
  const fault = nameFault(parts);
  if (fault !== undefined)
    return refused('names of 1 to 255 bytes between slashes, none of them blank', `${shown}, ${fault}`);
  const bytes = Buffer.byteLength(pinned + name);
  return bytes > longestKey
    ? refused(`at most ${longestKey} bytes as ${pinned}<name>, where it is copied to`, `${bytes} bytes`)
    : [];
}

/** `weights` beside `weights/part1`: "ambiguous file names will result in model deployment failure". */
function bothProblems(prefix: string, objects: readonly FolderObject[]): Problem[] {
  const both = fileAndFolder(objects.map(({ name }) => ({ path: name, isFolder: false })));
  if (both === undefined) return [];
  return [
    {
      field: `${prefix}${both}`.slice(0, 120),
      expected: 'a name that is a file or a folder, not both',
      got: `an object, and others under ${JSON.stringify(`${both.slice(0, 80)}/`)}`,
      fix: 'Delete one of them, or give it another name, and write _READY again.',
    },
  ];
}

const folderProblem = (marker: Artifact, got: string): Problem => ({
  field: marker.key,
  expected: `the model's objects beside it, at most ${mostObjects}`,
  got,
  fix: 'Upload them, then write _READY again as the last.',
});
