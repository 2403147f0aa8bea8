import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ReleaseWorld } from './release-world.ts';

/** The keys of kept reports and recordings. */
export async function keptKeys({ aws, bucket: Bucket, clock }: ReleaseWorld): Promise<string[]> {
  const list = new ListObjectsV2Command({ Bucket, Prefix: 'reports/' });
  const { Contents = [] } = await clock.drive(aws.clients(S3Client).send(list));
  return Contents.map(({ Key = '' }) => Key);
}

/** By rollout: what its kept report says, and after it its recording. */
export async function keptReports(world: ReleaseWorld): Promise<Readonly<Record<string, string>>> {
  const { aws, bucket: Bucket, clock } = world;
  const reports: Record<string, string> = {};
  for (const Key of (await keptKeys(world)).sort()) {
    const rollout = /\/([^/]+)\.(?:html|json)$/.exec(Key)?.[1] ?? Key;
    const { Body } = await clock.drive(aws.clients(S3Client).send(new GetObjectCommand({ Bucket, Key })));
    reports[rollout] = `${reports[rollout] ?? ''}${await Body?.transformToString()}`;
  }
  return reports;
}

/** The events of the controller's own that are dead letters: `concluded <rollout>`. */
export async function deadLetters({ aws, clock }: ReleaseWorld): Promise<string[]> {
  const sqs = aws.clients(SQSClient);
  const QueueName = 'greenlight-local-dead-letters';
  const { QueueUrl } = await clock.drive(sqs.send(new GetQueueUrlCommand({ QueueName })));
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
  const { Messages = [] } = await clock.drive(sqs.send(receive));
  return Messages.map(({ Body = '{}' }) => {
    const { detail = {} } = JSON.parse(Body) as { detail?: { phase?: string; rollout?: string } };
    return `${detail.phase} ${detail.rollout}`;
  });
}
