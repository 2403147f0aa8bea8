import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { s3World } from './support.ts';

const Bucket = 'models';
export const md5 = (data: string | Buffer) => createHash('md5').update(data).digest();

/** An upload of `big` on its way, in an S3 whose parts may be as small as `smallestPart` bytes. */
export async function uploading(options: Partial<CreateMultipartUploadCommandInput> = {}, smallestPart = 1) {
  const world = s3World({ smallestPart });
  const { s3 } = world;
  const where = { Bucket, Key: 'big' };
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: 'CRC32', ...options }),
  );
  const part = (PartNumber: number, Body: string) =>
    s3.send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body }));
  const complete = (
    Parts: { PartNumber: number; ETag: string | undefined }[],
    more: Partial<CompleteMultipartUploadCommandInput> = {},
  ) =>
    s3.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts }, ...more }));
  const read = async () => {
    const { Body, ...told } = await s3.send(new GetObjectCommand({ ...where, ChecksumMode: 'ENABLED' }));
    return { text: await Body?.transformToString(), ...told };
  };
  return { ...world, where, UploadId, part, complete, read };
}

/** Parts as they are completed, from what UploadPart answered. */
export const listed = (
  answers: readonly { ETag?: string | undefined; ChecksumCRC32?: string | undefined }[],
) => answers.map(({ ETag, ChecksumCRC32 }, index) => ({ PartNumber: index + 1, ETag, ChecksumCRC32 }));

/** What a client knows of a part that it has sent: its ETag and the checksum that the SDK adds. */
export const checked = (text: string) => {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(text));
  return { ETag: `"${md5(text).toString('hex')}"`, ChecksumCRC32: crc.toString('base64') };
};
