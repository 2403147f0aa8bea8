import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { snsNotices } from '../adapters/sns.ts';
import { stepFunctionsRollouts } from '../adapters/step-functions.ts';
import { classifyKey } from '../core/artifact-key.ts';
import { misplacedNotice } from '../core/notices/messages.ts';
import { type Artifact, releaseId, rolloutName } from '../core/release.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';

const envSchema = z.object({ STATE_MACHINE_ARN: z.string(), TABLE_NAME: z.string(), TOPIC_ARN: z.string() });

/** S3's "Object Created" event, as far as it is used (facts §3). */
const eventSchema = z.object({
  time: z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number(),
      etag: z.string(),
      'version-id': z.string().optional(),
    }),
    requester: z.string().default('unknown'),
  }),
});

/** An artifact was uploaded: starts attempt 1 of its release, once, however often the event comes. */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const rollouts = stepFunctionsRollouts(seam.clients(SFNClient), env.STATE_MACHINE_ARN);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));

  const tellMisplaced = async (
    artifact: Artifact,
    uploadedBy: string,
    problem: Parameters<typeof misplacedNotice>[1],
  ) => {
    const occurrence = artifact.versionId ?? artifact.etag;
    const detail = { outcome: 'REJECTED', artifact, uploadedBy, problems: [problem] };
    const telling = {
      subject: `artifact#${artifact.bucket}/${artifact.key}`,
      occurrence,
      at: isoNow(seam),
      detail,
    };
    if (!(await ledger.claim(telling))) return 'told before';
    await notices.publish(misplacedNotice({ ...artifact, uploadedBy }, problem));
    await announcements.announce({ ...detail, at: telling.at });
    await ledger.markTelling(telling);
    return 'told';
  };

  return async (event: unknown) => {
    const { time, detail } = eventSchema.parse(event);
    const { key, size, etag, 'version-id': versionId } = detail.object;
    const artifact: Artifact = {
      bucket: detail.bucket.name,
      key,
      size,
      etag,
      ...(versionId !== undefined && { versionId }),
    };
    const kind = classifyKey(key);
    switch (kind.kind) {
      case 'not-ours':
        return { done: 'nothing' };
      case 'misplaced':
        return { done: 'rejected', telling: await tellMisplaced(artifact, detail.requester, kind.problem) };
      case 'artifact': {
        const { endpoint, version } = kind;
        const id = releaseId(artifact, endpoint);
        const release = { id, endpoint, version, artifact, uploadedAt: time, uploadedBy: detail.requester };
        const rollout = { release, attempt: 1 };
        const done = await rollouts.start(rollout);
        seam.log.info('artifact uploaded', { rollout: rolloutName(rollout), done });
        return { done, rollout: rolloutName(rollout) };
      }
      default:
        return kind satisfies never;
    }
  };
}

export const handler = onAws(make);
