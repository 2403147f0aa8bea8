import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Payload } from '../../core/gates/action.ts';
import { modelBucketOf, type Release } from '../../core/release.ts';
import { isNamed } from '../s3/s3-errors.ts';

/** The largest body that InvokeEndpoint takes (API model, BodyBlob). */
const largestPayload = 6_291_456;

export type PayloadFound =
  | { readonly kind: 'payload'; readonly bytes: Uint8Array }
  | { readonly kind: 'none'; readonly why: string };

/** The payload to send: inline in the manifest, or the current content of a file beside it. */
export async function payloadOf(client: S3Client, payload: Payload, release: Release): Promise<PayloadFound> {
  if ('inline' in payload) return { kind: 'payload', bytes: Buffer.from(payload.inline) };
  const Key = `models/${release.endpoint}/${payload.file}`;
  try {
    const object = await client.send(new GetObjectCommand({ Bucket: modelBucketOf(release), Key }));
    const { ContentLength: length = 0, Body } = object;
    if (length > largestPayload)
      return {
        kind: 'none',
        why: `${Key} has ${length} bytes, and an endpoint takes ${largestPayload} at most`,
      };
    return { kind: 'payload', bytes: (await Body?.transformToByteArray()) ?? new Uint8Array() };
  } catch (error) {
    if (!isNamed(error, 'NoSuchKey')) throw error;
    return { kind: 'none', why: `there is no ${Key}` };
  }
}
