import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  ListObjectsV2Command,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { Artifact } from '../../core/artifact.ts';
import { ApiRefused } from '../../core/errors.ts';
import type { Pins } from '../../core/ports/artifacts.ts';
import { modelBucketOf, pinnedArchive, pinnedPrefix, type Release } from '../../core/release.ts';
import { folderVersions } from './folder-versions.ts';
import { isNamed } from './s3-errors.ts';

/** One copy: which version of which object, and where to. */
interface Copy {
  readonly source: Pick<Artifact, 'bucket' | 'key' | 'versionId' | 'etag' | 'size'>;
  readonly key: string;
}

/** The sizes that decide which calls copy an object. */
export interface CopySizes {
  /** CopyObject copies up to 5 GiB. Larger objects are copied in parts. */
  readonly largestCopy: number;
  /** The size of a part. 10,000 parts are allowed, so the largest objects have larger parts. */
  readonly part: number;
  readonly parallel: number;
}
const defaultSizes: CopySizes = { largestCopy: 5 * 2 ** 30, part: 512 * 2 ** 20, parallel: 16 };
const mostParts = 10_000;

export const s3Pins = (client: S3Client, sizes: Partial<CopySizes> = {}): Pins => ({
  pin: (release, isFirst = false) => pin(client, release, isFirst, { ...defaultSizes, ...sizes }),
});

/**
 * Copies exactly the release's version (for a folder, the version of each object) to `releases/…`. SageMaker
 * reads it there at every scale-out, so overwriting or deleting the upload has no effect. S3 shows an object
 * only once it is complete, so a repeated call copies only what is missing.
 *
 * @throws ApiRefused if the upload is gone
 */
async function pin(client: S3Client, release: Release, isFirst: boolean, sizes: CopySizes): Promise<void> {
  const copies = await copiesOf(client, release);
  const pinned = isFirst ? new Map<string, Pinned>() : await pinnedObjects(client, release);
  const missing = copies.filter(({ key, source }) => !isSame(pinned.get(key), source));
  await inParallel(missing, sizes.parallel, (copy) =>
    refusable(copyOne(client, modelBucketOf(release), copy, sizes)),
  );
}

async function copiesOf(client: S3Client, release: Release): Promise<readonly Copy[]> {
  const { artifact } = release;
  const prefix = pinnedPrefix(release);
  switch (artifact.kind) {
    case 'archive':
      return [{ source: artifact, key: `${prefix}${pinnedArchive}` }];
    case 'folder': {
      const folder = await folderVersions(client, artifact);
      if (folder.ok)
        return folder.objects.map((object) => ({
          source: { bucket: artifact.bucket, ...object },
          key: `${prefix}${object.name}`,
        }));
      const [problem] = folder.problems;
      throw new ApiRefused('ListObjectVersions', `${problem?.field}: ${problem?.got}`);
    }
    default:
      return artifact satisfies never;
  }
}

interface Pinned {
  readonly etag: string;
  readonly size: number;
}

async function pinnedObjects(client: S3Client, release: Release): Promise<ReadonlyMap<string, Pinned>> {
  const pinned = new Map<string, Pinned>();
  const input = { Bucket: modelBucketOf(release), Prefix: pinnedPrefix(release) };
  let from: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof send>> = await send(from);
    for (const { Key = '', ETag = '', Size = 0 } of page.Contents ?? [])
      pinned.set(Key, { etag: ETag.replaceAll('"', ''), size: Size });
    from = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (from !== undefined);
  return pinned;

  function send(ContinuationToken: string | undefined) {
    return client.send(
      new ListObjectsV2Command({ ...input, ...(ContinuationToken !== undefined && { ContinuationToken }) }),
    );
  }
}

/** A multipart ETag (`…-12`) depends on how the object was put together, so it proves nothing either way. */
function isSame(pinned: Pinned | undefined, { etag, size }: Copy['source']): boolean {
  if (pinned?.size !== size) return false;
  return pinned.etag === etag || pinned.etag.includes('-') || etag.includes('-');
}

async function copyOne(
  client: S3Client,
  Bucket: string,
  { source, key: Key }: Copy,
  sizes: CopySizes,
): Promise<void> {
  const CopySource = copySource(source);
  if (source.size <= sizes.largestCopy) {
    // Do not copy the tags: a lifecycle rule may go by them, and it must not apply to the copy.
    await client.send(new CopyObjectCommand({ Bucket, Key, CopySource, TaggingDirective: 'REPLACE' }));
    return;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  try {
    const Parts = await inParallel(partsOf(source.size, sizes), sizes.parallel, async ({ number, range }) => {
      const part = await client.send(
        new UploadPartCopyCommand({
          Bucket,
          Key,
          UploadId,
          PartNumber: number,
          CopySource,
          CopySourceRange: range,
        }),
      );
      return { PartNumber: number, ETag: part.CopyPartResult?.ETag };
    });
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    // Parts left behind cost money, and nobody sees them.
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    throw error;
  }
}

/** 12 bytes in parts of 5: 0-4, 5-9, 10-11. */
function partsOf(size: number, sizes: CopySizes): { number: number; range: string }[] {
  const length = Math.max(sizes.part, Math.ceil(size / mostParts));
  return Array.from({ length: Math.ceil(size / length) }, (_, index) => ({
    number: index + 1,
    range: `bytes=${index * length}-${Math.min(size, (index + 1) * length) - 1}`,
  }));
}

/** URL-encoded, as the header requires, since a key may contain any character. */
function copySource({ bucket, key, versionId }: Copy['source']): string {
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  return versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(versionId)}`;
}

/**
 * Runs `work` on all items, `width` at a time. Results are in the items' order. The first failure ends it.
 */
async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) answers[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return answers;
}

async function refusable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isNamed(error, 'NoSuchKey', 'NoSuchVersion', 'AccessDenied'))
      throw new ApiRefused('CopyObject', error.message, { cause: error });
    throw error;
  }
}
