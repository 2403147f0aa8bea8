import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ArchiveLimits } from '../../../adapters/s3/archive-fault.ts';
import { s3Artifacts } from '../../../adapters/s3/artifacts.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { sdkClients } from '../../../local/lambda/sdk-clients.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { localContext } from '../../support/local-service.ts';

export const bucket = 'models';

/** The adapters on a versioned bucket in this process. */
export function onABucket(limits: Partial<ArchiveLimits> = {}) {
  const clock = new VirtualClock();
  const context = localContext(clock);
  const s3 = createS3(context, { events: { emit: () => {} } });
  s3.createBucket({ name: bucket, versioned: true, eventBridge: false });
  const client = sdkClients(() => createRouter([s3.wire]))(S3Client);
  const createBucket = (name: string) => s3.createBucket({ name, versioned: false, eventBridge: false });
  const put = async (Key: string, body: Uint8Array | string) =>
    (await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body) }))).VersionId ??
    '';
  return {
    artifacts: s3Artifacts(client, (work) => clock.io(work), limits),
    client,
    clock,
    createBucket,
    put,
  };
}
