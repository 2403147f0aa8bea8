/** What of S3 a request is about. */
export type S3Subject = 'service' | 'bucket' | 'object';

interface Asked {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** S3's operations by subject, sub-resource and method (API reference of S3, each operation's "Request Syntax"). */
const operations = {
  service: { none: { GET: 'ListBuckets' } },
  bucket: {
    location: { GET: 'GetBucketLocation' },
    notification: { GET: 'GetBucketNotificationConfiguration' },
    versioning: { GET: 'GetBucketVersioning' },
    versions: { GET: 'ListObjectVersions' },
    uploads: { GET: 'ListMultipartUploads' },
    delete: { POST: 'DeleteObjects' },
    'list-type': { GET: 'ListObjectsV2' },
    none: { GET: 'ListObjects', HEAD: 'HeadBucket' },
  },
  object: {
    uploads: { POST: 'CreateMultipartUpload' },
    uploadId: {
      POST: 'CompleteMultipartUpload',
      PUT: 'UploadPart',
      GET: 'ListParts',
      DELETE: 'AbortMultipartUpload',
    },
    tagging: { PUT: 'PutObjectTagging', GET: 'GetObjectTagging', DELETE: 'DeleteObjectTagging' },
    none: { PUT: 'PutObject', GET: 'GetObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' },
  },
} as const;

/** Where a PUT names a source, it copies. */
const copies = { PutObject: 'CopyObject', UploadPart: 'UploadPartCopy' } as const;

type NamesIn<T> = T extends string ? T : { [K in keyof T]: NamesIn<T[K]> }[keyof T];
export type S3Operation = NamesIn<typeof operations> | NamesIn<typeof copies>;

export const s3Operations: readonly S3Operation[] = [
  ...Object.values(operations)
    .flatMap((resources) => Object.values(resources))
    .flatMap((methods: Readonly<Record<string, S3Operation>>) => Object.values(methods)),
  ...Object.values(copies),
];

/** The operation that a request asks for, by AWS's name; undefined where it is none of these. */
export function s3OperationOf(
  subject: S3Subject,
  { method, query, headers }: Asked,
): S3Operation | undefined {
  const resources: Readonly<Record<string, Readonly<Record<string, S3Operation>>>> = operations[subject];
  const of = Object.keys(resources).find((name) => isAsked(name, query)) ?? 'none';
  const operation = resources[of]?.[method];
  const copy = headers['x-amz-copy-source'] === undefined ? undefined : operation;
  return copy === 'PutObject' || copy === 'UploadPart' ? copies[copy] : operation;
}

/** `list-type=1`, the older listing, is that of no sub-resource. */
const isAsked = (resource: string, query: URLSearchParams): boolean =>
  resource === 'list-type' ? query.get(resource) === '2' : query.has(resource);
