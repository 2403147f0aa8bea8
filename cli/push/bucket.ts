import { createReadStream } from 'node:fs';
import {
  CompleteMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Aws } from '../aws/aws.ts';

const mebibyte = 1024 * 1024;
/** The smallest part that S3 takes, but for the last. */
const smallestPart = 5 * mebibyte;
const usualPart = 16 * mebibyte;
/** S3 takes up to 10,000 parts of one object, each of 5 MiB at least. */
const mostParts = 10_000;
/** Parts sent at once; each is held in memory meanwhile. */
const partsAtOnce = 4;

export interface Uploaded {
  readonly etag: string;
  readonly versionId?: string;
}

/** The bucket that artifacts are dropped into, as far as a push uses it. */
export interface ModelBucket {
  readonly name: string;
  /**
   * `sent` is told how many bytes of the file are up, from time to time. `first` is awaited when as much as can be is
   * up and the object is not there yet: all of it in parts, of one too small for parts nothing.
   */
  upload(
    key: string,
    path: string,
    size: number,
    sent: (bytes: number) => void,
    first?: () => Promise<void>,
  ): Promise<Uploaded>;
  /** `metadata` is kept with the object, by names in small letters. */
  put(key: string, text: string, metadata?: Readonly<Record<string, string>>): Promise<Uploaded>;
  /** An object as text; undefined where there is none. */
  text(key: string): Promise<string | undefined>;
  has(key: string): Promise<boolean>;
  /** Whether there is any object whose key begins so. */
  hasUnder(prefix: string): Promise<boolean>;
}

export function modelBucket(aws: Aws): ModelBucket {
  const client = aws.clients(S3Client);
  const { bucket: name } = aws.names;
  const at = (key: string) => ({ Bucket: name, Key: key });

  return {
    name,

    async upload(key, path, size, sent, first) {
      // In one piece the object would be there with its last byte, and `first` have to come before its first one.
      const inOnePiece = size <= usualPart;
      const least = first !== undefined && inOnePiece ? smallestPart : usualPart;
      const upload = new Upload({
        client: first === undefined ? client : holding(client, first),
        params: { ...at(key), Body: createReadStream(path), ContentLength: size },
        // 16 MiB parts carry 156 GiB; whatever is larger takes larger ones.
        partSize: Math.max(least, Math.ceil(size / mostParts)),
        queueSize: partsAtOnce,
      });
      upload.on('httpUploadProgress', ({ loaded = 0 }) => sent(loaded));
      return uploaded(await upload.done());
    },

    async put(key, text, metadata) {
      const body = Buffer.from(text);
      // The SDK would take an empty body for a stream of unknown length.
      const input = {
        ...at(key),
        Body: body,
        ContentLength: body.length,
        ...(metadata && { Metadata: { ...metadata } }),
      };
      return uploaded(await client.send(new PutObjectCommand(input)));
    },

    async text(key) {
      const object = await unlessMissing(client.send(new GetObjectCommand(at(key))));
      return object && ((await object.Body?.transformToString()) ?? '');
    },

    async has(key) {
      return (await unlessMissing(client.send(new HeadObjectCommand(at(key))))) !== undefined;
    },

    async hasUnder(prefix) {
      const page = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, MaxKeys: 1 }));
      return (page.KeyCount ?? 0) > 0;
    },
  };
}

/** The same client, which waits for `first` before the call by which an upload becomes an object. */
function holding(client: S3Client, first: () => Promise<void>): S3Client {
  const send = async (command: Parameters<S3Client['send']>[0]) => {
    if (command instanceof CompleteMultipartUploadCommand || command instanceof PutObjectCommand)
      await first();
    return client.send(command);
  };
  return new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
}

/** S3 puts ETags in quotes. */
const uploaded = (answer: { ETag?: string | undefined; VersionId?: string | undefined }): Uploaded => ({
  etag: (answer.ETag ?? '').replaceAll('"', ''),
  ...(answer.VersionId !== undefined && { versionId: answer.VersionId }),
});

/** HeadObject answers `NotFound`, which has no body to name the error by. */
async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  }
}
