import type { ContainerDefinition } from '@aws-sdk/client-sagemaker';
import type { ContainerSpec, ObjectStore } from '../ports.ts';

/** Where a model's data lies. */
export interface ModelData {
  readonly url: string;
  readonly bucket: string;
  /** The object's key, or the prefix of a folder's objects, which ends with a slash. */
  readonly key: string;
  /** A gzip tar to be extracted, one file taken as it is, or all objects under a prefix as files. */
  readonly kind: 'archive' | 'file' | 'folder';
}

/** Where `container`'s model data lies; undefined if it has none or its URL names nothing in a bucket. */
export function modelDataOf(container: ContainerDefinition): ModelData | undefined {
  const source = container.ModelDataSource?.S3DataSource;
  const url = container.ModelDataUrl ?? source?.S3Uri;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url ?? '') ?? [];
  if (url === undefined || bucket === undefined || key === undefined) return undefined;
  const isFolder = source?.S3DataType === 'S3Prefix';
  const kind = isFolder ? 'folder' : source?.CompressionType === 'None' ? 'file' : 'archive';
  return { url, bucket, key, kind };
}

/** The model data as a container takes it. */
export type Downloaded = Pick<ContainerSpec, 'artifact' | 'files'>;

/**
 * Downloads model data, or tells by undefined that there is none there. Files are called as the API reference says
 * (S3ModelDataSource, CompressionType): `s3://b/m/` with `m/a/b.bin` gives `a/b.bin`, the one object `m/a/b.bin`
 * gives `b.bin`. Whether such a name can stand, the container's runtime checks when it writes the file.
 */
export async function download(
  { bucket, key, kind }: ModelData,
  objects: ObjectStore,
): Promise<Downloaded | undefined> {
  if (kind === 'folder') {
    const keys = await objects.keys(bucket, key);
    const contents = await Promise.all(keys.map((each) => objects.read(bucket, each)));
    const files = keys.flatMap((each, index) => {
      const content = contents[index];
      // Deleted between the list and the read: gone as if it had never been listed.
      return content === undefined ? [] : [{ path: each.slice(key.length), content }];
    });
    return files.length === 0 ? undefined : { artifact: undefined, files };
  }
  const content = await objects.read(bucket, key);
  if (content === undefined) return undefined;
  if (kind === 'archive') return { artifact: content };
  return { artifact: undefined, files: [{ path: key.slice(key.lastIndexOf('/') + 1), content }] };
}

/** Whether there is anything to download. */
export const modelDataExists = async (
  { bucket, key, kind }: ModelData,
  objects: ObjectStore,
): Promise<boolean> =>
  kind === 'folder'
    ? (await objects.keys(bucket, key)).length > 0
    : (await objects.read(bucket, key)) !== undefined;
