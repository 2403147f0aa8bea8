import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Handler, Seam } from '@local/aws';
import * as z from 'zod';

const uploaded = z.object({
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

/** Writes beside each text how many words it has. */
export function make({ clients, env }: Seam): Handler {
  const s3 = clients(S3Client);
  return async (event) => {
    const { bucket, object } = uploaded.parse(event).detail;
    const text = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: object.key }));
    const words = (await text.Body?.transformToString())?.split(/\s+/).filter(Boolean) ?? [];
    const Key = `${object.key}${env.SUFFIX}`;
    await s3.send(new PutObjectCommand({ Bucket: bucket.name, Key, Body: String(words.length) }));
  };
}
