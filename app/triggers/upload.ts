import type { Artifact } from '../../core/artifact.ts';
import { classifyKey, type KeyKind } from '../../core/artifact-key.ts';
import { inOtherFolder } from '../../core/endpoint-name.ts';
import { misplacedNotice } from '../../core/notices/messages.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import { defaultsChanged } from '../manifest-change/defaults-changed.ts';
import {
  decidePending,
  type ManifestPorts,
  manifestChanged,
  takenManifest,
} from '../manifest-change/manifest-changed.ts';
import { once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';
import { startRelease } from './start-release.ts';

export interface UploadPorts extends ManifestPorts {
  readonly endpoints: Pick<Endpoints, 'ownName'>;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** An object was uploaded to the bucket, as S3 reports it. */
export interface Upload {
  readonly time: Instant;
  readonly bucket: string;
  readonly object: {
    readonly key: string;
    /** Bytes. */
    readonly size: number;
    readonly etag: string;
    readonly versionId?: string | undefined;
    readonly sequencer?: string | undefined;
  };
  readonly requester: string;
}

/**
 * Handles an upload. An artifact starts attempt 1 of its release. What a manifest does depends on what is
 * running and on what serves (core/manifest-change/decide-on-manifest.ts). Each is handled once, however often the event
 * comes.
 *
 * @param now epoch milliseconds
 */
export function uploads(ports: UploadPorts, now: () => number) {
  const { ledger, leases, endpoints, notices, announcements, metrics, log } = ports;
  const instant = () => instantAt(now());

  const logged = <D extends { readonly done: string }>(endpoint: string, decided: D): D => {
    log.info('manifest', { endpoint, ...decided });
    return decided;
  };

  const onManifest = async (endpoint: string, upload: Upload) => {
    const { bucket, object, requester, time } = upload;
    const { key, versionId = 'null' } = object;
    const own = (await ownNameOf({ endpoints, leases }, endpoint)) ?? endpoint;
    if (own !== endpoint) {
      const taken = takenManifest(endpoint, versionId, instant(), { key });
      const kind = { kind: 'misplaced', meant: 'manifest', problem: inOtherFolder(key, own) } as const;
      const told = await once(ledger, taken, () =>
        onMisplaced(artifactOf(upload, 'archive'), requester, kind),
      );
      return told?.result ?? { done: 'duplicate' };
    }
    const put = { endpoint, bucket, version: { key, versionId } };
    return manifestChanged(ports, { ...put, by: requester, at: time }, instant());
  };

  const onMisplaced = async (
    artifact: Artifact,
    uploadedBy: string,
    { meant, problem }: Extract<KeyKind, { kind: 'misplaced' }>,
  ) => {
    const at = instant();
    const receipt = {
      subject: `artifact#${artifact.bucket}/${artifact.key}`,
      occurrence: artifact.versionId ?? artifact.etag,
      at,
      detail: { outcome: 'REJECTED', meant, artifact, uploadedBy, problems: [problem] },
    };
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
    const notice = misplacedNotice({ ...artifact, uploadedBy }, problem, meant);
    const told = await once(ledger, receipt, () => tell({ notices, announcements }, change, notice));
    if (told === undefined) return { done: 'rejected', receipt: 'told before' };
    metrics.count('Misplaced', {}, { key: artifact.key });
    return { done: 'rejected', receipt: 'told' };
  };

  const onPending = async (endpoint: string) => {
    const pending = await ledger.pendingManifest(endpoint);
    return pending === undefined ? { done: 'nothing' as const } : decidePending(ports, pending, instant());
  };

  const onUpload = async (upload: Upload) => {
    const { time, object, requester } = upload;
    const kind = classifyKey(object.key);
    switch (kind.kind) {
      case 'not-ours':
        return { done: 'nothing' };
      case 'misplaced':
        return onMisplaced(artifactOf(upload, 'archive'), requester, kind);
      case 'defaults': {
        const version = { key: object.key, versionId: object.versionId ?? 'null' };
        return defaultsChanged(ports, { bucket: upload.bucket, version, by: requester }, instant());
      }
      case 'manifest':
        return logged(kind.endpoint, await onManifest(kind.endpoint, upload));
      case 'artifact': {
        const { endpoint, version } = kind;
        const artifact = artifactOf(upload, kind.artifact);
        return startRelease(ports, { endpoint, version, artifact, at: time, by: requester }, instant());
      }
      default:
        return kind satisfies never;
    }
  };

  return {
    uploaded: onUpload,
    /** The endpoint is free again, and a manifest was uploaded in the meantime. */
    manifestPending: async (endpoint: string) => logged(endpoint, await onPending(endpoint)),
  };
}

function artifactOf({ bucket, object }: Upload, kind: Artifact['kind']): Artifact {
  const { key, size, etag, versionId, sequencer } = object;
  return {
    kind,
    bucket,
    key,
    size,
    etag,
    ...(versionId !== undefined && { versionId }),
    ...(sequencer !== undefined && { sequencer }),
  };
}
