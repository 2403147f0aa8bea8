import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Reports } from '../../core/ports/reports.ts';
import { type Recording, recordingSchema } from '../../core/recording/recording.ts';
import type { KeptReport } from '../../core/records/kept-report.ts';
import { jsonOrUndefined } from '../../core/values/json.ts';
import { isNamed } from './s3-errors.ts';

/** The models' bucket, whose encryption and lifecycle are theirs, too. */
export const s3Reports = (client: S3Client): Reports => ({
  async keep({ bucket, key, recordingKey }, { recording, page }) {
    const put = (Key: string, Body: string, ContentType: string) =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
    await put(recordingKey, recording, 'application/json');
    await put(key, page, 'text/html; charset=utf-8');
  },
});

/**
 * The recording that is kept of a rollout. Undefined if there is none (yet, or any more), if it may not be read, or if a
 * newer version wrote it in a form that this one does not know.
 */
export async function readKept(client: S3Client, where: KeptReport): Promise<Recording | undefined> {
  try {
    const object = new GetObjectCommand({ Bucket: where.bucket, Key: where.recordingKey });
    const { Body } = await client.send(object);
    return recordingSchema.safeParse(jsonOrUndefined(await Body?.transformToString())).data;
  } catch (error) {
    // Without the right to list, S3 denies what is not there.
    if (isNamed(error, 'NoSuchKey', 'NoSuchBucket', 'AccessDenied')) return undefined;
    throw error;
  }
}
