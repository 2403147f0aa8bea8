import type { LocalContext } from '../context.ts';
import type { EventSink } from '../ports.ts';
import { type Bucket, nextSequencer, type ObjectVersion, type StoredObject } from './bucket.ts';

/** What a bucket tells EventBridge, if it was made to (AWS: "EventBridge event message structure"). */
export interface Notifications {
  created(bucket: Bucket, key: string, object: StoredObject, requestId: string): void;
  /** `version`: the delete marker made, or the version that is gone for good. */
  deleted(
    bucket: Bucket,
    key: string,
    version: ObjectVersion,
    kind: 'Delete Marker Created' | 'Permanently Deleted',
    requestId: string,
  ): void;
}

/** The ETag of nothing: the MD5 of no bytes, as events show it for a delete marker. */
const etagOfNothing = 'd41d8cd98f00b204e9800998ecf8427e';

export function createNotifications(context: LocalContext, events: EventSink): Notifications {
  const emit = (
    detailType: string,
    bucket: Bucket,
    object: Record<string, unknown>,
    requestId: string,
    why: Record<string, string>,
  ): void => {
    if (!bucket.eventBridge) return;
    events.emit({
      source: 'aws.s3',
      detailType,
      resources: [`arn:aws:s3:::${bucket.name}`],
      detail: {
        version: '0',
        'event-version': '1.0',
        bucket: { name: bucket.name },
        object: { ...object, sequencer: nextSequencer(bucket, context.clock.now()) },
        'request-id': requestId,
        requester: context.account,
        'source-ip-address': '127.0.0.1',
        ...why,
      },
    });
  };
  const versionId = (bucket: Bucket, version: ObjectVersion) =>
    bucket.versioned ? { 'version-id': version.versionId } : {};

  return {
    // The key is as it was given, not URL-encoded as in S3's older notifications.
    created(bucket, key, object, requestId) {
      const { body, etag } = object;
      const told = { key, size: body.length, etag, ...versionId(bucket, object) };
      emit('Object Created', bucket, told, requestId, { reason: 'PutObject' });
    },
    deleted(bucket, key, version, kind, requestId) {
      const etag = kind === 'Delete Marker Created' ? { etag: etagOfNothing } : {};
      const told = { key, ...etag, ...versionId(bucket, version) };
      emit('Object Deleted', bucket, told, requestId, { reason: 'DeleteObject', 'deletion-type': kind });
    },
  };
}
