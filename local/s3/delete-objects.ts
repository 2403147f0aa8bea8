import { type Delete, Delete$ } from '@aws-sdk/client-s3';
import { type Bucket, isIssued } from './bucket.ts';
import { deleteKey, type ObjectServices, readBody, type S3Response } from './object-operations.ts';
import { invalidRequest, malformedXml, noSuchVersion, notImplemented } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { type XmlElement, xmlDocument } from './xml.ts';
import { readXml } from './xml-input.ts';

const keysAtMost = 1000;

/** DeleteObjects: each key as DeleteObject would; `Quiet` leaves out what went well. */
export async function deleteObjects(
  services: ObjectServices,
  bucket: Bucket,
  request: S3Request,
): Promise<S3Response> {
  if (!carriesDigest(request.headers)) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const { objects, quiet } = await parse(readBody(request).body);
  const outcomes = objects.map(({ key, versionId }): XmlElement => {
    if (versionId !== undefined && !isIssued(bucket, versionId)) return unknownVersion(key, versionId);
    const { version } = deleteKey(services, bucket, key, versionId, request.id);
    const isMarker = version?.kind === 'delete-marker';
    return [
      'Deleted',
      [
        ['Key', key],
        ['VersionId', versionId],
        ['DeleteMarker', isMarker || undefined],
        ['DeleteMarkerVersionId', isMarker ? version.versionId : undefined],
      ],
    ];
  });
  return {
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('DeleteResult', quiet ? outcomes.filter(([name]) => name === 'Error') : outcomes),
  };
}

/** Of one among many, S3 says that the version is not there, where DeleteObject calls the id invalid. */
function unknownVersion(key: string, versionId: string): XmlElement {
  const { code, message } = noSuchVersion(key, versionId);
  return [
    'Error',
    [
      ['Key', key],
      ['VersionId', versionId],
      ['Code', code],
      ['Message', message],
    ],
  ];
}

const carriesDigest = (headers: Readonly<Record<string, string>>): boolean =>
  Object.keys(headers).some((name) => name === 'content-md5' || /^x-amz-(checksum-|trailer$)/.test(name));

interface Wanted {
  readonly objects: readonly { readonly key: string; readonly versionId: string | undefined }[];
  readonly quiet: boolean;
}

async function parse(body: Uint8Array): Promise<Wanted> {
  const { Objects = [], Quiet = false } = await readXml<Delete>(Delete$, body);
  if (Objects.length === 0 || Objects.length > keysAtMost) throw malformedXml();
  const objects = Objects.map(({ Key, VersionId, ...conditions }) => {
    if (!Key) throw malformedXml();
    const [condition] = Object.keys(conditions);
    if (condition !== undefined) throw notImplemented(`the condition ${condition} of DeleteObjects`);
    return { key: Key, versionId: VersionId || undefined };
  });
  return { objects, quiet: Quiet };
}
