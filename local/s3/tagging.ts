import { type Tagging, Tagging$ } from '@aws-sdk/client-s3';
import type { Bucket, StoredObject } from './bucket.ts';
import { objectAt, replaceVersion } from './bucket.ts';
import type { ObjectServices, S3Response } from './object-operations.ts';
import { readBody, versionHeader } from './object-operations.ts';
import type { S3Request } from './s3-request.ts';
import type { Tags } from './tag-map.ts';
import { checkedTags } from './tags.ts';
import { type XmlElement, xmlDocument } from './xml.ts';
import { readXml } from './xml-input.ts';

const found = (bucket: Bucket, key: string, { query }: S3Request): StoredObject =>
  objectAt(bucket, key, query.get('versionId') ?? undefined);

/** GetObjectTagging. */
export function getObjectTagging(bucket: Bucket, key: string, request: S3Request): S3Response {
  const object = found(bucket, key, request);
  const set = [...object.tags].map(
    ([name, value]): XmlElement => [
      'Tag',
      [
        ['Key', name],
        ['Value', value],
      ],
    ],
  );
  return {
    headers: { 'content-type': 'application/xml', ...versionHeader(bucket, object) },
    body: xmlDocument('Tagging', [['TagSet', set]]),
  };
}

/** PutObjectTagging: the whole set anew. Tags are not part of the version: its id and date stay. */
export async function putObjectTagging(
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): Promise<S3Response> {
  const { TagSet = [] } = await readXml<Tagging>(Tagging$, readBody(request).body);
  const tags = checkedTags(TagSet.map(({ Key = '', Value = '' }) => [Key, Value] as const));
  return { headers: retag(services, bucket, key, request, tags) };
}

/** DeleteObjectTagging. */
export const deleteObjectTagging = (
  services: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
): S3Response => ({ status: 204, headers: retag(services, bucket, key, request, new Map()) });

function retag(
  { notifications }: ObjectServices,
  bucket: Bucket,
  key: string,
  request: S3Request,
  tags: Tags,
): Record<string, string> {
  const object = found(bucket, key, request);
  replaceVersion(bucket, key, { ...object, tags });
  notifications.tagged(bucket, key, object, tags.size > 0 ? 'Added' : 'Deleted', request.id);
  return versionHeader(bucket, object);
}
