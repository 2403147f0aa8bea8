import { createHash } from 'node:crypto';
import type { LocalContext } from '../context.ts';
import type { EventSink, ObjectSink, ObjectStore } from '../ports.ts';
import { asAwsError } from '../transport/aws-error.ts';
import { s3Operations } from '../transport/s3-operation.ts';
import type { WireRequest, WireResponse, WireService } from '../transport/wire.ts';
import { type Bucket, type BucketOptions, latestOf, newBucket, versionOf } from './bucket.ts';
import { completeMultipartUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { checkOwner, operationOf } from './coverage.ts';
import { deleteObjects } from './delete-objects.ts';
import { listMultipartUploads, listParts } from './list-multipart.ts';
import { listBuckets, listObjects, listObjectsV2, listObjectVersions } from './list-operations.ts';
import { compareKeys } from './listing.ts';
import { abortMultipartUpload, createMultipartUpload, uploadPart, uploadPartCopy } from './multipart.ts';
import { createNotifications } from './notifications.ts';
import {
  deleteObject,
  getObject,
  type ObjectServices,
  putBytes,
  putObject,
  type S3Limits,
  type S3Response,
} from './object-operations.ts';
import { noSuchBucket, S3Error } from './s3-error.ts';
import { readS3Request, type S3Request } from './s3-request.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';
import { type XmlElement, xmlDocument } from './xml.ts';

export interface S3 {
  readonly wire: WireService;
  readonly objects: ObjectStore & ObjectSink;
  /** Makes a bucket. @throws S3Error `InvalidBucketName`, `BucketAlreadyOwnedByYou` */
  createBucket(options: BucketOptions): void;
}

/** AWS: 5 GiB, and 5 MiB ("Amazon S3 multipart upload limits"). */
const awsLimits: S3Limits = { largestCopy: 5 * 1024 ** 3, smallestPart: 5 * 1024 ** 2 };

/**
 * S3 with its objects in memory: REST-XML, path style and virtual-host style (`bucket.localhost`).
 *
 * @param deps.limits over AWS's own
 */
export function createS3(
  context: LocalContext,
  deps: { readonly events: EventSink; readonly limits?: Partial<S3Limits> },
): S3 {
  const buckets = new Map<string, Bucket>();
  const services: ObjectServices = {
    context,
    buckets,
    limits: { ...awsLimits, ...deps.limits },
    notifications: createNotifications(context, deps.events),
  };
  // S3 shows owners by a canonical id of 64 hexadecimal digits.
  const owner = createHash('sha256').update(context.account).digest('hex');
  const newRequestId = () => context.random.hex(16).toUpperCase();

  const bucketOf = ({ bucket: name = '' }: S3Request): Bucket => {
    const bucket = buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  };

  const answer = (request: S3Request): S3Response | Promise<S3Response> => {
    const operation = operationOf(request);
    checkOwner(request, context.account);
    if (operation === 'ListBuckets') return xml(listBuckets(buckets.values(), request.query, owner));
    const bucket = bucketOf(request);
    const key = request.key ?? '';
    switch (operation) {
      case 'HeadBucket':
        return { headers: { 'x-amz-bucket-region': context.region, 'x-amz-access-point-alias': 'false' } };
      case 'GetBucketLocation':
        // us-east-1 is the one region that S3 writes as nothing.
        return xml(xmlDocument('LocationConstraint', []));
      case 'GetBucketNotificationConfiguration':
        // Nothing but EventBridge can be told here.
        return xml(
          xmlDocument(
            'NotificationConfiguration',
            bucket.eventBridge ? [['EventBridgeConfiguration', '']] : [],
          ),
        );
      case 'GetBucketVersioning':
        return xml(
          xmlDocument('VersioningConfiguration', [['Status', bucket.versioned ? 'Enabled' : undefined]]),
        );
      case 'ListObjects':
        return xml(listObjects(bucket, request, owner));
      case 'ListObjectsV2':
        return xml(listObjectsV2(bucket, request, owner));
      case 'ListObjectVersions':
        return xml(listObjectVersions(bucket, request, owner));
      case 'DeleteObjects':
        return deleteObjects(services, bucket, request);
      case 'ListMultipartUploads':
        return xml(listMultipartUploads(bucket, request, owner));
      case 'CopyObject':
        return copyObject(services, bucket, key, request);
      case 'CreateMultipartUpload':
        return createMultipartUpload(services, bucket, key, request);
      case 'UploadPart':
        return uploadPart(services, bucket, key, request);
      case 'UploadPartCopy':
        return uploadPartCopy(services, bucket, key, request);
      case 'CompleteMultipartUpload':
        return completeMultipartUpload(services, bucket, key, request);
      case 'AbortMultipartUpload':
        return abortMultipartUpload(bucket, key, request);
      case 'ListParts':
        return xml(listParts(bucket, key, request, owner));
      case 'GetObjectTagging':
        return getObjectTagging(bucket, key, request);
      case 'PutObjectTagging':
        return putObjectTagging(services, bucket, key, request);
      case 'DeleteObjectTagging':
        return deleteObjectTagging(services, bucket, key, request);
      case 'PutObject':
        return putObject(services, bucket, key, request);
      case 'GetObject':
      case 'HeadObject':
        return getObject(services, bucket, key, request);
      case 'DeleteObject':
        return deleteObject(services, bucket, key, request);
    }
  };

  const wire: WireService = {
    id: 's3',
    operations: s3Operations,
    async handle(request) {
      const id = newRequestId();
      try {
        return respond(request, id, await answer(readS3Request(request, id)));
      } catch (error) {
        return refusal(request, id, error);
      }
    },
    refuse: (error, request) => refusal(request, newRequestId(), error),
  };

  return {
    wire,
    objects: {
      async read(bucketName, key, versionId) {
        const bucket = buckets.get(bucketName);
        if (bucket === undefined) return undefined;
        const version = versionId === undefined ? latestOf(bucket, key) : versionOf(bucket, key, versionId);
        return version?.kind === 'object' ? version.body : undefined;
      },
      async keys(bucketName, prefix) {
        return [...(buckets.get(bucketName)?.versions ?? [])]
          .filter(([key, [newest]]) => key.startsWith(prefix) && newest?.kind === 'object')
          .map(([key]) => key)
          .sort(compareKeys);
      },
      write(bucketName, key, body) {
        const bucket = buckets.get(bucketName);
        if (bucket !== undefined) putBytes(services, bucket, key, body, newRequestId());
        return bucket !== undefined;
      },
    },
    createBucket(options) {
      if (buckets.has(options.name)) {
        throw new S3Error(
          'BucketAlreadyOwnedByYou',
          'Your previous request to create the named bucket succeeded and you already own it.',
          409,
          { members: { BucketName: options.name } },
        );
      }
      buckets.set(options.name, newBucket(options, Math.floor(context.clock.now())));
    },
  };
}

const xml = (body: Uint8Array): S3Response => ({ headers: { 'content-type': 'application/xml' }, body });

const respond = (
  { method }: WireRequest,
  id: string,
  { status = 200, headers, body }: S3Response,
): WireResponse => ({
  status,
  headers: { 'x-amz-request-id': id, 'x-amz-id-2': id, ...headers },
  body: method === 'HEAD' || body === undefined ? new Uint8Array() : body,
});

/** S3's error document. An answer to HEAD, and 304, have none: there clients go by the status alone. */
function refusal(request: WireRequest, id: string, error: unknown): WireResponse {
  const { code, message, status, members } = asAwsError(error);
  const content: XmlElement[] = [
    ['Code', code === 'InternalFailure' ? 'InternalError' : code],
    ['Message', message],
    ...Object.entries(members).map(([name, value]): XmlElement => [name, String(value)]),
    ['RequestId', id],
    ['HostId', id],
  ];
  const headers = error instanceof S3Error ? error.headers : {};
  if (status === 304) return respond(request, id, { status, headers });
  return respond(request, id, {
    status,
    headers: { 'content-type': 'application/xml', ...headers },
    body: xmlDocument('Error', content, false),
  });
}
