import { type Bucket, latestOf, type ObjectVersion, type StoredObject } from './bucket.ts';
import { compareKeys, isBehind, keyEncoder, listOptions, type Page, pageOf } from './listing.ts';
import { invalidArgument } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import { storageClassIn } from './storage-class.ts';
import { iso, type XmlElement, xmlDocument } from './xml.ts';

interface ListedObject {
  readonly key: string;
  readonly object: StoredObject;
}

interface ListedVersion {
  readonly key: string;
  readonly version: ObjectVersion;
  readonly isLatest: boolean;
}

/** ListBuckets: all of them, by name. */
export function listBuckets(buckets: Iterable<Bucket>, query: URLSearchParams, owner: string): Uint8Array {
  const after = tokenOf(query);
  const entries = [...buckets]
    .map((bucket) => ({ key: bucket.name, createdAt: bucket.createdAt }))
    .sort((a, b) => compareKeys(a.key, b.key));
  const options = listOptions(query, 'max-buckets');
  const page = pageOf(entries, options, isBehind(after ?? '', options));
  return xmlDocument('ListAllMyBucketsResult', [
    ['Owner', [['ID', owner]]],
    [
      'Buckets',
      page.entries.map(({ key, createdAt }) => [
        'Bucket',
        [
          ['Name', key],
          ['CreationDate', iso(createdAt)],
        ],
      ]),
    ],
    ['ContinuationToken', page.next && tokenFor(page.next.name)],
    ['Prefix', query.get('prefix') ?? undefined],
  ]);
}

/** ListObjects: `marker` goes on after a key or common prefix. */
export function listObjects(bucket: Bucket, { query }: S3Request, owner: string): Uint8Array {
  const options = listOptions(query);
  const encode = keyEncoder(query);
  const marker = query.get('marker') ?? '';
  const page = pageOf(listedObjects(bucket), options, isBehind(marker, options));
  return xmlDocument('ListBucketResult', [
    ...head(bucket, query, encode, options.limit, page),
    ['Marker', encode(marker)],
    // Without a delimiter the last key is the next marker, and S3 leaves it out.
    ['NextMarker', options.delimiter && page.next ? encode(page.next.name) : undefined],
    ...page.entries.map(({ key, object }) => contents(encode(key), object, owner)),
    ...commonPrefixes(page, encode),
  ]);
}

/** ListObjectsV2: goes on after an opaque continuation token, or starts after any key (`start-after`). */
export function listObjectsV2(bucket: Bucket, { query }: S3Request, owner: string): Uint8Array {
  const options = listOptions(query);
  const encode = keyEncoder(query);
  const token = tokenOf(query);
  const startAfter = query.get('start-after');
  const after = token ?? startAfter ?? '';
  const page = pageOf(listedObjects(bucket), options, isBehind(after, options));
  const shownOwner = query.get('fetch-owner') === 'true' ? owner : undefined;
  return xmlDocument('ListBucketResult', [
    ...head(bucket, query, encode, options.limit, page),
    ['KeyCount', page.entries.length + page.commonPrefixes.length],
    ['ContinuationToken', query.get('continuation-token') ?? undefined],
    ['NextContinuationToken', page.next && tokenFor(page.next.name)],
    ['StartAfter', startAfter === null || token !== undefined ? undefined : encode(startAfter)],
    ...page.entries.map(({ key, object }) => contents(encode(key), object, shownOwner)),
    ...commonPrefixes(page, encode),
  ]);
}

/** ListObjectVersions: each key's versions and delete markers, newest first. */
export function listObjectVersions(bucket: Bucket, { query }: S3Request, owner: string): Uint8Array {
  const options = listOptions(query);
  const encode = keyEncoder(query);
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('version-id-marker') ?? '';
  if (idMarker !== '' && keyMarker === '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      idMarker,
    );
  }
  let isIdMarkerBehind = false;
  const isPastName = isBehind(keyMarker, options);
  const page = pageOf(listedVersions(bucket), options, (entry, name) => {
    if (entry.key !== keyMarker || idMarker === '') return isPastName(entry, name);
    const isPast = !isIdMarkerBehind;
    if (entry.version.versionId === idMarker) isIdMarkerBehind = true;
    return isPast;
  });
  const isRolledUp = page.next !== undefined && page.next.name !== page.next.entry.key;
  return xmlDocument('ListVersionsResult', [
    ...head(bucket, query, encode, options.limit, page),
    ['KeyMarker', encode(keyMarker)],
    ['VersionIdMarker', idMarker],
    ['NextKeyMarker', page.next && encode(page.next.name)],
    ['NextVersionIdMarker', isRolledUp ? undefined : page.next?.entry.version.versionId],
    ...page.entries.map((entry) => versionElement(encode(entry.key), entry, owner)),
    ...commonPrefixes(page, encode),
  ]);
}

const sortedKeys = (bucket: Bucket): string[] => [...bucket.versions.keys()].sort(compareKeys);

const listedObjects = (bucket: Bucket): ListedObject[] =>
  sortedKeys(bucket).flatMap((key) => {
    const object = latestOf(bucket, key);
    return object?.kind === 'object' ? [{ key, object }] : [];
  });

const listedVersions = (bucket: Bucket): ListedVersion[] =>
  sortedKeys(bucket).flatMap((key) =>
    (bucket.versions.get(key) ?? []).map((version, index) => ({ key, version, isLatest: index === 0 })),
  );

function head(
  bucket: Bucket,
  query: URLSearchParams,
  encode: (key: string) => string,
  limit: number,
  page: Page<unknown>,
): XmlElement[] {
  const delimiter = query.get('delimiter');
  return [
    ['Name', bucket.name],
    ['Prefix', encode(query.get('prefix') ?? '')],
    ['Delimiter', delimiter ? encode(delimiter) : undefined],
    ['MaxKeys', limit],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['IsTruncated', page.next !== undefined],
  ];
}

const contents = (key: string, object: StoredObject, owner: string | undefined): XmlElement => [
  'Contents',
  [['Key', key], ...objectElements(object), ['Owner', owner && [['ID', owner]]]],
];

function versionElement(key: string, { version, isLatest }: ListedVersion, owner: string): XmlElement {
  const identity: XmlElement[] = [
    ['Key', key],
    ['VersionId', version.versionId],
    ['IsLatest', isLatest],
    ['Owner', [['ID', owner]]],
  ];
  return version.kind === 'object'
    ? ['Version', [...identity, ...objectElements(version)]]
    : ['DeleteMarker', [...identity, ['LastModified', iso(version.lastModified)]]];
}

const objectElements = (object: StoredObject): XmlElement[] => [
  ['LastModified', iso(object.lastModified)],
  ['ETag', `"${object.etag}"`],
  ['ChecksumAlgorithm', object.checksum.algorithm.toUpperCase()],
  ['ChecksumType', object.checksum.type],
  ['Size', object.body.length],
  ['StorageClass', storageClassIn(object.headers)],
];

export const commonPrefixes = (page: Page<unknown>, encode: (key: string) => string): XmlElement[] =>
  page.commonPrefixes.map((prefix) => ['CommonPrefixes', [['Prefix', encode(prefix)]]]);

/** A continuation token is opaque to clients; it holds the name after which to go on. */
const tokenFor = (name: string): string => Buffer.from(name).toString('base64url');

function tokenOf(query: URLSearchParams): string | undefined {
  const token = query.get('continuation-token');
  if (token === null) return undefined;
  const name = Buffer.from(token, 'base64url').toString();
  if (name === '' || tokenFor(name) !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
  }
  return name;
}
