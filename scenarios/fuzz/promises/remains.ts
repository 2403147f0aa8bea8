import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { keptKeys } from '../../kept-reports.ts';
import type { ReleaseWorld } from '../../release-world.ts';
import type { Remains } from './promise.ts';

/** What is there of ours once all has ended. */
export async function readRemains(world: ReleaseWorld): Promise<Remains> {
  const s3 = world.aws.clients(S3Client);
  const { bucket: Bucket, clock } = world;
  const objects = await clock.drive(s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'releases/' })));
  const uploads = await clock.drive(s3.send(new ListMultipartUploadsCommand({ Bucket })));
  return {
    ...(await world.inSageMaker()),
    alarms: await world.alarmNames(),
    pinned: (objects.Contents ?? []).flatMap(({ Key = '' }) => {
      const release = /^releases\/[^/]+\/(.+-[0-9a-f]{12})\//.exec(Key)?.[1];
      return release === undefined ? [] : [{ key: Key, release }];
    }),
    reports: await keptKeys(world),
    uploads: (uploads.Uploads ?? []).map(({ Key = '' }) => Key),
  };
}
