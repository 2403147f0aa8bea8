import type { Access, ApiCall } from '../access.ts';
import { anywhere, type Need, type Needs, need } from './need.ts';

type Input = ApiCall['input'];

const bucketArn = ({ Bucket = '' }: Input): string => `arn:aws:s3:::${Bucket}`;
const objectArn = ({ Bucket = '', Key = '' }: Input): string => `arn:aws:s3:::${Bucket}/${Key}`;

const onBucket =
  (action: string): Need =>
  (input) =>
    need(action, bucketArn(input));
const onObject =
  (action: string): Need =>
  (input) =>
    need(action, objectArn(input));

/** An action on the newest version, or on the one that is named: `s3:GetObject`, `s3:GetObjectVersion`. */
const onVersion =
  (action: string, suffix = ''): Need =>
  (input) =>
    input.VersionId === undefined
      ? need(`${action}${suffix}`, objectArn(input))
      : need(`${action}Version${suffix}`, objectArn(input), { 's3:VersionId': input.VersionId });

/** `s3:prefix` is there even where none is asked for: it is empty then. */
const listing =
  (action: string): Need =>
  (input) =>
    need(action, bucketArn(input), {
      's3:prefix': input.Prefix ?? '',
      's3:delimiter': input.Delimiter,
      's3:max-keys': input.MaxKeys === undefined ? undefined : String(input.MaxKeys),
    });

/** Writing an object, and its tags if it comes with some. */
function writing(input: Input): Access[] {
  const tags = [...new URLSearchParams(input.Tagging ?? '')];
  const context = {
    's3:x-amz-acl': input.ACL,
    's3:x-amz-storage-class': input.StorageClass,
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
  };
  const actions = ['s3:PutObject', ...(tags.length > 0 ? ['s3:PutObjectTagging'] : [])];
  return [
    ...actions.map((action) => need(action, objectArn(input), context)),
    ...(input.ACL === undefined ? [] : [need('s3:PutObjectAcl', objectArn(input), context)]),
  ];
}

/** What a copy reads. That its source has tags, which are copied, is not seen here. */
function reading({ CopySource = '' }: Input): Access {
  const [, path = '', version] = /^\/?(.*?)(?:\?versionId=([^?]*))?$/s.exec(CopySource) ?? [];
  const resource = `arn:aws:s3:::${decoded(path)}`;
  return version
    ? need('s3:GetObjectVersion', resource, { 's3:VersionId': version })
    : need('s3:GetObject', resource);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** S3's actions (Service Authorization Reference, "Amazon S3"; S3 user guide, "Required permissions for API operations"). */
export const s3Needs: Needs = {
  ListBuckets: anywhere('s3:ListAllMyBuckets'),
  HeadBucket: onBucket('s3:ListBucket'),
  GetBucketLocation: onBucket('s3:GetBucketLocation'),
  GetBucketNotificationConfiguration: onBucket('s3:GetBucketNotification'),
  GetBucketVersioning: onBucket('s3:GetBucketVersioning'),
  ListObjects: listing('s3:ListBucket'),
  ListObjectsV2: listing('s3:ListBucket'),
  ListObjectVersions: listing('s3:ListBucketVersions'),
  ListMultipartUploads: listing('s3:ListBucketMultipartUploads'),
  GetObject: onVersion('s3:GetObject'),
  HeadObject: onVersion('s3:GetObject'),
  PutObject: writing,
  CreateMultipartUpload: writing,
  UploadPart: onObject('s3:PutObject'),
  CompleteMultipartUpload: onObject('s3:PutObject'),
  CopyObject: (input) => [reading(input), ...writing(input)],
  UploadPartCopy: (input) => [reading(input), need('s3:PutObject', objectArn(input))],
  AbortMultipartUpload: onObject('s3:AbortMultipartUpload'),
  ListParts: onObject('s3:ListMultipartUploadParts'),
  DeleteObject: onVersion('s3:DeleteObject'),
  // Each object by itself; what can't be read could be any.
  DeleteObjects: (input, site) => {
    const objects: readonly Input[] = input.Delete?.Objects ?? [];
    const asked = objects.length > 0 ? objects : [{ Key: '*' }];
    return asked.flatMap((one) => onVersion('s3:DeleteObject')({ ...one, Bucket: input.Bucket }, site));
  },
  GetObjectTagging: onVersion('s3:GetObject', 'Tagging'),
  PutObjectTagging: onVersion('s3:PutObject', 'Tagging'),
  DeleteObjectTagging: onVersion('s3:DeleteObject', 'Tagging'),
};

/** The operations that tell by 404 that an object is not there. */
export const tellsAbsence = ({ service, operation }: Pick<ApiCall, 'service' | 'operation'>): boolean =>
  service === 's3' && telling.has(operation);

const telling = new Set(['GetObject', 'HeadObject', 'GetObjectTagging', 'CopyObject', 'UploadPartCopy']);

/**
 * What a caller needs to be told that an object is not there. Without it, S3 answers that access is denied
 * (API reference, GetObject and HeadObject, "Permissions").
 */
export const toBeToldOfAbsence = (input: Input): Access => need('s3:ListBucket', bucketArn(input));
