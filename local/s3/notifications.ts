import type { LocalContext } from '../context.ts';
import type { EventSink } from '../ports.ts';
import { type Bucket, nextSequencer, type ObjectVersion, type StoredObject } from './bucket.ts';

/** By which operation an object came to be, as the event names it. */
export type CreatedReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';

/** What a bucket tells EventBridge, if it was made to (AWS: "EventBridge event message structure"). */
export interface Notifications {
  created(bucket: Bucket, key: string, object: StoredObject, requestId: string, reason: CreatedReason): void;
  /** `version`: the delete marker made, or the version that is gone for good. */
  deleted(
    bucket: Bucket,
    key: string,
    version: ObjectVersion,
    kind: 'Delete Marker Created' | 'Permanently Deleted',
    requestId: string,
  ): void;
  tagged(
    bucket: Bucket,
    key: string,
    object: StoredObject,
    change: 'Added' | 'Deleted',
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
    why: Record<string, string> = {},
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
        object,
        'request-id': requestId,
        requester: context.account,
        'source-ip-address': '127.0.0.1',
        ...why,
      },
    });
  };
  /** Only asked for by what is told: the next number is used up by it. */
  const sequencer = (bucket: Bucket) =>
    bucket.eventBridge ? { sequencer: nextSequencer(bucket, context.clock.now()) } : {};
  const versionId = (bucket: Bucket, version: ObjectVersion) =>
    bucket.versioned ? { 'version-id': version.versionId } : {};

  return {
    // The key is as it was given, not URL-encoded as in S3's older notifications.
    created(bucket, key, object, requestId, reason) {
      const { body, etag } = object;
      const told = { key, size: body.length, etag, ...versionId(bucket, object), ...sequencer(bucket) };
      emit('Object Created', bucket, told, requestId, { reason });
    },
    deleted(bucket, key, version, kind, requestId) {
      const etag = kind === 'Delete Marker Created' ? { etag: etagOfNothing } : {};
      const told = { key, ...etag, ...versionId(bucket, version), ...sequencer(bucket) };
      emit('Object Deleted', bucket, told, requestId, { reason: 'DeleteObject', 'deletion-type': kind });
    },
    tagged(bucket, key, object, change, requestId) {
      const told = { key, etag: object.etag, ...versionId(bucket, object) };
      emit(`Object Tags ${change}`, bucket, told, requestId);
    },
  };
}
