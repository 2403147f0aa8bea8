import { notImplemented, S3Error } from './s3-error.ts';

type Headers = Readonly<Record<string, string>>;

export const storageClassHeader = 'x-amz-storage-class';

/** Classes whose objects are read like any other. They are kept and shown; nothing is billed or moved. */
const readable = ['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'REDUCED_REDUNDANCY'];
/** Those that S3 has beside them: of archives, which must be restored first, and of other kinds of bucket. */
const notCovered = ['GLACIER', 'DEEP_ARCHIVE', 'OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE'];

/**
 * The header that tells an object's storage class, which S3 leaves out for STANDARD.
 *
 * @throws S3Error `NotImplemented` (an archive's), `InvalidStorageClass`
 */
export function storageClassOf(headers: Headers): Headers {
  const name = headers[storageClassHeader] ?? 'STANDARD';
  if (name === 'STANDARD') return {};
  if (readable.includes(name)) return { [storageClassHeader]: name };
  if (notCovered.includes(name)) throw notImplemented(`the storage class ${name}`);
  throw new S3Error('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
    members: { StorageClassRequested: name },
  });
}

/** The class as listings name it, of an object or upload with `headers` as it keeps them. */
export const storageClassIn = (headers: Headers): string => headers[storageClassHeader] ?? 'STANDARD';

/** `headers` of a source as a copy takes them over: of the class that the copy's own request asks for. */
export function copiedHeaders(headers: Headers, request: Headers): Headers {
  const { [storageClassHeader]: _, ...rest } = headers;
  return { ...rest, ...storageClassOf(request) };
}
