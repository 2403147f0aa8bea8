import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { instantAt } from '../../core/values/instant.ts';
import { isNamed } from './s3-errors.ts';

/** A file of captured answers. */
export interface CaptureFile {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/**
 * The files of the answers given in the UTC hour of `at`: they lie below `<folder>/yyyy/mm/dd/hh/` (the guide, "Capture
 * data from real-time endpoint").
 *
 * @param folder prefix, endpoint and variant
 */
export async function captureFiles(
  client: S3Client,
  Bucket: string,
  folder: string,
  at: number,
): Promise<CaptureFile[]> {
  const [day = '', hour = ''] = instantAt(at).split(/[T:]/, 2);
  const Prefix = `${folder}/${day.replaceAll('-', '/')}/${hour}/`;
  const files: CaptureFile[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    files.push(
      ...Contents.map(({ Key = '', Size = 0, LastModified }) => ({
        ...{ key: Key, size: Size },
        modifiedAt: LastModified?.getTime() ?? 0,
      })),
    );
  return files.filter(({ key }) => key.endsWith('.jsonl'));
}

/**
 * The lines of a file, as far as they are whole within its first so many bytes; none if it has expired meanwhile.
 * @param most at least 1
 */
export async function captureLines(
  client: S3Client,
  Bucket: string,
  { key: Key, size }: CaptureFile,
  most: number,
): Promise<string[]> {
  const isWhole = size <= most;
  try {
    const part = isWhole ? {} : { Range: `bytes=0-${most - 1}` };
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...part }));
    const lines = ((await Body?.transformToString('utf8')) ?? '').split('\n');
    return (isWhole ? lines : lines.slice(0, -1)).filter((line) => line !== '');
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) return [];
    throw error;
  }
}
