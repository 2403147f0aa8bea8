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
import { stepFunctionsRollouts, taskWaits } from '../adapters/step-functions.ts';
import { classifyKey, type KeyKind } from '../core/artifact-key.ts';
import { inOtherFolder } from '../core/endpoint-name.ts';
import { misplacedNotice } from '../core/notices/messages.ts';
import { type Artifact, type Rollout, releaseId, rolloutName } from '../core/release.ts';
import { allowedEnv, allowedIn, lookPorts } from './shared/look-ports.ts';
import {
  decidePending,
  type ManifestPorts,
  manifestChanged,
  takenManifest,
} from './shared/manifest-changed.ts';
import { metricsOf } from './shared/metrics.ts';
import { ownNameOf } from './shared/own-name-of.ts';
import { isoNow, onAws, type Seam } from './shared/seam.ts';
import { tell } from './shared/tell.ts';

const envSchema = allowedEnv.extend({
  STATE_MACHINE_ARN: z.string(),
  TABLE_NAME: z.string(),
  TOPIC_ARN: z.string(),
});

/** S3's "Object Created" event, as far as it is used (facts §3). */
const uploadSchema = z.object({
  'detail-type': z.literal('Object Created'),
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
type Upload = z.infer<typeof uploadSchema>;
/** Our own: an endpoint is free again, and a manifest was put while it was not. */
const pendingSchema = z.object({
  'detail-type': z.literal('Greenlight Manifest Pending'),
  detail: z.object({ endpoint: z.string() }),
});
const eventSchema = z.discriminatedUnion('detail-type', [uploadSchema, pendingSchema]);

/**
 * Something was uploaded: an artifact starts attempt 1 of its release; what a manifest does depends on what is under
 * way and on what serves (core/manifest-change/decide.ts). Each once, however often the event comes.
 */
export function make(seam: Seam) {
  const env = envSchema.parse(seam.env);
  const rollouts = stepFunctionsRollouts(seam.clients(SFNClient), env.STATE_MACHINE_ARN);
  const dynamo = seam.clients(DynamoDBClient);
  const ledger = dynamoLedger(dynamo, env.TABLE_NAME);
  const leases = dynamoLeases(dynamo, env.TABLE_NAME);
  const sageMaker = seam.clients(SageMakerClient);
  const notices = snsNotices(seam.clients(SNSClient), env.TOPIC_ARN);
  const announcements = eventBridgeAnnouncements(seam.clients(EventBridgeClient));
  const metrics = metricsOf(seam, env.STAGE);
  const manifests: ManifestPorts = {
    look: lookPorts(seam),
    allowed: allowedIn(env),
    ledger,
    leases,
    rollouts,
    waits: taskWaits(seam.clients(SFNClient)),
    notices,
    announcements,
  };

  const start = async (rollout: Rollout) => {
    // Step Functions forgets names after 90 days, the ledger does not.
    const known = await ledger.rollout(rollout.release.endpoint, rolloutName(rollout));
    const done = known === undefined ? await rollouts.start(rollout) : 'duplicate';
    const about = { rollout: rolloutName(rollout), endpoint: rollout.release.endpoint };
    seam.log.info('uploaded', { ...about, start: rollout.start.kind, done });
    return { done, rollout: rolloutName(rollout) };
  };

  const logged = <D extends { readonly done: string }>(endpoint: string, decided: D): D => {
    seam.log.info('manifest', { endpoint, ...decided });
    return decided;
  };

  const onManifest = async (endpoint: string, upload: Upload) => {
    const { detail, time } = upload;
    const { key, 'version-id': versionId = 'null' } = detail.object;
    const named = { ownName: (name: string) => ownName(sageMaker, name) };
    const own = (await ownNameOf({ endpoints: named, leases }, endpoint)) ?? endpoint;
    if (own !== endpoint) {
      const taken = takenManifest(endpoint, versionId, isoNow(seam), { key });
      if (!(await ledger.claim(taken))) return { done: 'duplicate' };
      const kind = { kind: 'misplaced', meant: 'manifest', problem: inOtherFolder(key, own) } as const;
      const told = await onMisplaced(artifactOf(upload, 'archive'), detail.requester, kind);
      await ledger.markTelling(taken);
      return told;
    }
    const put = { endpoint, bucket: detail.bucket.name, version: { key, versionId } };
    return manifestChanged(manifests, { ...put, by: detail.requester, at: time }, isoNow(seam));
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

  const onPending = async (endpoint: string) => {
    const pending = await ledger.pendingManifest(endpoint);
    return pending === undefined
      ? { done: 'nothing' as const }
      : decidePending(manifests, pending, isoNow(seam));
  };

  const onUpload = async (upload: Upload) => {
    const { time, detail } = upload;
    const kind = classifyKey(detail.object.key);
    switch (kind.kind) {
      case 'not-ours':
        return { done: 'nothing' };
      case 'misplaced':
        return onMisplaced(artifactOf(upload, 'archive'), detail.requester, kind);
      case 'manifest':
        return logged(kind.endpoint, await onManifest(kind.endpoint, upload));
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

  return async (event: unknown) => {
    const parsed = eventSchema.parse(event);
    if (parsed['detail-type'] === 'Object Created') return onUpload(parsed);
    const { endpoint } = parsed.detail;
    return logged(endpoint, await onPending(endpoint));
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
