import type { Bucket } from './bucket.ts';
import { commonPrefixes } from './list-operations.ts';
import { compareKeys, isBehind, keyEncoder, listOptions, pageOf } from './listing.ts';
import { partChecksumElements, uploadOf } from './multipart.ts';
import type { MultipartUpload, Part } from './multipart-upload.ts';
import { invalidArgument } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { storageClassIn } from './storage-class.ts';
import { iso, type XmlElement, xmlDocument } from './xml.ts';

/** ListParts: by number, after `part-number-marker`. */
export function listParts(bucket: Bucket, key: string, request: S3Request, owner: string): Uint8Array {
  const upload = uploadOf(bucket, key, request);
  const { limit } = listOptions(request.query, 'max-parts');
  const marker = request.query.get('part-number-marker') || '0';
  if (!/^\d{1,9}$/.test(marker)) {
    throw invalidArgument(
      'Provided part-number-marker not an integer or within integer range',
      'part-number-marker',
      marker,
    );
  }
  const after = [...upload.parts.values()]
    .filter((part) => part.number > Number(marker))
    .sort((a, b) => a.number - b.number);
  const page = after.slice(0, limit);
  return xmlDocument('ListPartsResult', [
    ['Bucket', bucket.name],
    ['Key', key],
    ['UploadId', upload.id],
    ['Initiator', [['ID', owner]]],
    ['Owner', [['ID', owner]]],
    ['StorageClass', storageClassIn(upload.headers)],
    ...declaredElements(upload),
    ['PartNumberMarker', marker],
    ['NextPartNumberMarker', page.at(-1)?.number],
    ['MaxParts', limit],
    ['IsTruncated', after.length > page.length],
    ...page.map((part) => partElement(upload, part)),
  ]);
}

const declaredElements = ({ declared }: MultipartUpload): XmlElement[] => [
  ['ChecksumAlgorithm', declared?.algorithm.toUpperCase()],
  ['ChecksumType', declared?.type],
];

const partElement = (upload: MultipartUpload, part: Part): XmlElement => [
  'Part',
  [
    ['PartNumber', part.number],
    ['LastModified', iso(part.lastModified)],
    ['ETag', `"${part.etag}"`],
    ['Size', part.body.length],
    ...partChecksumElements(upload, part),
  ],
];

/**
 * ListMultipartUploads: by key, those of one key in the order they began. The next markers are those of the last upload that
 * is listed, on the last page as well, and empty on a page of common prefixes alone: AWS cannot be asked to go on there.
 */
export function listMultipartUploads(bucket: Bucket, { query }: S3Request, owner: string): Uint8Array {
  const options = listOptions(query, 'max-uploads');
  const encode = keyEncoder(query);
  const keyMarker = query.get('key-marker') ?? '';
  // Without a key marker, AWS ignores the upload id marker.
  const idMarker = keyMarker === '' ? '' : (query.get('upload-id-marker') ?? '');
  if (idMarker !== '' && bucket.uploads.get(idMarker)?.key !== keyMarker) {
    throw invalidArgument('Invalid uploadId marker', 'upload-id-marker', idMarker);
  }
  const uploads = [...bucket.uploads.values()].sort((a, b) => compareKeys(a.key, b.key));
  const isPastName = isBehind(keyMarker, options);
  let isIdMarkerBehind = false;
  const page = pageOf(uploads, options, (upload, name) => {
    if (upload.key !== keyMarker || idMarker === '') return isPastName(upload, name);
    const isPast = !isIdMarkerBehind;
    if (upload.id === idMarker) isIdMarkerBehind = true;
    return isPast;
  });
  const delimiter = query.get('delimiter');
  const last = page.entries.at(-1);
  return xmlDocument('ListMultipartUploadsResult', [
    ['Bucket', bucket.name],
    ['KeyMarker', encode(keyMarker)],
    ['UploadIdMarker', idMarker],
    ['NextKeyMarker', encode(last?.key ?? '')],
    ['NextUploadIdMarker', last?.id ?? ''],
    ['Prefix', encode(query.get('prefix') ?? '')],
    ['Delimiter', delimiter ? encode(delimiter) : undefined],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['MaxUploads', options.limit],
    ['IsTruncated', page.next !== undefined],
    ...page.entries.map((upload) => uploadElement(encode(upload.key), upload, owner)),
    ...commonPrefixes(page, encode),
  ]);
}

const uploadElement = (key: string, upload: MultipartUpload, owner: string): XmlElement => [
  'Upload',
  [
    ['Key', key],
    ['UploadId', upload.id],
    ['Initiator', [['ID', owner]]],
    ['Owner', [['ID', owner]]],
    ['StorageClass', storageClassIn(upload.headers)],
    ['Initiated', iso(upload.startedAt)],
    ...declaredElements(upload),
  ],
];
