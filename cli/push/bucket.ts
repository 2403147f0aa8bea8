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
/** The smallest part that S3 accepts, except for the last part. */
const smallestPart = 5 * mebibyte;
const usualPart = 16 * mebibyte;
/** S3 accepts up to 10,000 parts per object, each of at least 5 MiB. */
const mostParts = 10_000;
/** How many parts are sent at once. Each is in memory while it is sent. */
const partsAtOnce = 4;

export interface Uploaded {
  readonly etag: string;
  readonly versionId?: string;
}

/** The parts of the models' bucket that a push uses. */
export interface ModelBucket {
  readonly name: string;
  /**
   * `sent` is called from time to time with the number of uploaded bytes. `first` is awaited just before the
   * object can exist: after all parts are uploaded, or, for a file too small for parts, before its first
   * byte.
   */
  upload(
    key: string,
    path: string,
    size: number,
    sent: (bytes: number) => void,
    first?: () => Promise<void>,
  ): Promise<Uploaded>;
  /** `metadata` is stored with the object; its names are in lower case. */
  put(key: string, text: string, metadata?: Readonly<Record<string, string>>): Promise<Uploaded>;
  /** An object as text; undefined if it does not exist. */
  text(key: string): Promise<string | undefined>;
  has(key: string): Promise<boolean>;
  /** Whether any object's key begins with `prefix`. */
  hasUnder(prefix: string): Promise<boolean>;
}

export function modelBucket(aws: Aws): ModelBucket {
  const client = aws.clients(S3Client);
  const { bucket: name } = aws.names;
  const at = (key: string) => ({ Bucket: name, Key: key });

  return {
    name,

    async upload(key, path, size, sent, first) {
      // In one piece the object exists with its last byte, so `first` must come before its first byte.
      const inOnePiece = size <= usualPart;
      const least = first !== undefined && inOnePiece ? smallestPart : usualPart;
      const upload = new Upload({
        client: first === undefined ? client : holding(client, first),
        params: { ...at(key), Body: createReadStream(path), ContentLength: size },
        // Parts of 16 MiB are enough for 156 GiB. Larger files need larger parts.
        partSize: Math.max(least, Math.ceil(size / mostParts)),
        queueSize: partsAtOnce,
      });
      upload.on('httpUploadProgress', ({ loaded = 0 }) => sent(loaded));
      return uploaded(await upload.done());
    },

    async put(key, text, metadata) {
      const body = Buffer.from(text);
      // The SDK would treat an empty body as a stream of unknown length.
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

/** The same client, but it waits for `first` before the call that turns an upload into an object. */
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

/** HeadObject answers `NotFound`: it has no body that could name the error. */
async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  }
}
