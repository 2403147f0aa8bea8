import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { eventBridgeAnnouncements } from '../adapters/event-bridge.ts';
import { dynamoLedger } from '../adapters/ledger/dynamo-ledger.ts';
import { dynamoLeases } from '../adapters/ledger/lease-store.ts';
import { ownName } from '../adapters/sagemaker/own-name.ts';
import { snsNotices } from '../adapters/sns.ts';
import { stepFunctionsRollouts } from '../adapters/step-functions.ts';
import { classifyKey, type KeyKind } from '../core/artifact-key.ts';
import { inOtherFolder } from '../core/endpoint-name.ts';
import { misplacedNotice } from '../core/notices/messages.ts';
import { releaseForManifest } from '../core/records/release-to-retry.ts';
import { type Artifact, type Rollout, releaseId, rolloutName } from '../core/release.ts';
import { metricsOf } from './shared/metrics.ts';
import { ownNameOf } from './shared/own-name-of.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { tell } from './shared/tell.ts';

const envSchema = z.object({
  STATE_MACHINE_ARN: z.string(),
  TABLE_NAME: z.string(),
  TOPIC_ARN: z.string(),
  STAGE: z.string(),
});

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
      sequencer: z.string().optional(),
    }),
    requester: z.string().default('unknown'),
  }),
});
type Upload = z.infer<typeof eventSchema>;

/**
 * Something was uploaded: an artifact starts attempt 1 of its release, a manifest another attempt of the release
 * that it is for. Each once, however often the event comes.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const rollouts = stepFunctionsRollouts(seam.clients(SFNClient), env.STATE_MACHINE_ARN);
  const ledger = dynamoLedger(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const leases = dynamoLeases(seam.clients(DynamoDBClient), env.TABLE_NAME);
  const sageMaker = seam.clients(SageMakerClient);
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const metrics = metricsOf(seam, env.STAGE);

  const start = async (rollout: Rollout) => {
    // Step Functions forgets names after 90 days, the ledger does not.
    const known = await ledger.rollout(rollout.release.endpoint, rolloutName(rollout));
    const done = known === undefined ? await rollouts.start(rollout) : 'duplicate';
    const about = { rollout: rolloutName(rollout), endpoint: rollout.release.endpoint };
    seam.log.info('uploaded', { ...about, start: rollout.start.kind, done });
    return { done, rollout: rolloutName(rollout) };
  };

  /** Each version once, also where there was nothing to start for it: later releases read the newest by themselves. */
  const onManifest = async (endpoint: string, upload: Upload) => {
    const { detail, time } = upload;
    const { key, etag, 'version-id': manifestVersion = etag } = detail.object;
    const subject = `endpoint#${endpoint.toLowerCase()}`;
    const occurrence = `manifest#${manifestVersion}`;
    const taken = { subject, occurrence, at: isoNow(seam), detail: { key } };
    if (!(await ledger.claim(taken))) return { done: 'duplicate', why: 'taken in before' };
    const named = { ownName: (name: string) => ownName(sageMaker, name) };
    const own = (await ownNameOf({ endpoints: named, leases }, endpoint)) ?? endpoint;
    if (own !== endpoint) {
      const problem = inOtherFolder(key, own);
      const kind = { kind: 'misplaced', meant: 'manifest', problem } as const;
      const told = await onMisplaced(artifactOf(upload, 'archive'), detail.requester, kind);
      await ledger.markTelling(taken);
      return told;
    }
    // Those under another spelling are refused, or of before the endpoint was there.
    const records = await ledger.rollouts(endpoint);
    const release = releaseForManifest(records.filter((record) => record.endpoint === endpoint));
    const by = detail.requester;
    const started =
      release === undefined
        ? { done: 'nothing', why: 'no artifact yet' }
        : await start({
            release,
            attempt: await ledger.nextAttempt(release, occurrence),
            start: { kind: 'manifest', at: time, by, manifestVersion },
          });
    await ledger.markTelling(taken);
    return started;
  };

  const onMisplaced = async (
    artifact: Artifact,
    uploadedBy: string,
    { meant, problem }: Extract<KeyKind, { kind: 'misplaced' }>,
  ) => {
    const at = isoNow(seam);
    const telling = {
      subject: `artifact#${artifact.bucket}/${artifact.key}`,
      occurrence: artifact.versionId ?? artifact.etag,
      at,
      detail: { outcome: 'REJECTED', meant, artifact, uploadedBy, problems: [problem] },
    };
    if (!(await ledger.claim(telling))) return { done: 'rejected', telling: 'told before' };
    const change = {
      schemaVersion: '1' as const,
      phase: 'misplaced' as const,
      at,
      endpoint: null,
      meant,
      artifact,
      uploadedBy,
      problems: [problem],
    };
    await tell(
      { notices, announcements },
      change,
      misplacedNotice({ ...artifact, uploadedBy }, problem, meant),
    );
    await ledger.markTelling(telling);
    metrics.count('Misplaced', {}, { key: artifact.key });
    return { done: 'rejected', telling: 'told' };
  };

  return async (event: unknown) => {
    const upload = eventSchema.parse(event);
    const { time, detail } = upload;
    const kind = classifyKey(detail.object.key);
    switch (kind.kind) {
      case 'not-ours':
        return { done: 'nothing' };
      case 'misplaced':
        return onMisplaced(artifactOf(upload, 'archive'), detail.requester, kind);
      case 'manifest':
        return onManifest(kind.endpoint, upload);
      case 'artifact': {
        const { endpoint, version } = kind;
        const artifact = artifactOf(upload, kind.artifact);
        const id = releaseId(artifact, endpoint);
        const release = { id, endpoint, version, artifact, uploadedAt: time, uploadedBy: detail.requester };
        return start({ release, attempt: 1, start: { kind: 'upload', at: time } });
      }
      default:
        return kind satisfies never;
    }
  };
}

function artifactOf({ detail }: Upload, kind: Artifact['kind']): Artifact {
  const { key, size, etag, 'version-id': versionId, sequencer } = detail.object;
  return {
    kind,
    bucket: detail.bucket.name,
    key,
    size,
    etag,
    ...(versionId !== undefined && { versionId }),
    ...(sequencer !== undefined && { sequencer }),
  };
}

export const handler = onAws(make);
