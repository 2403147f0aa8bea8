import { AwsError } from '../transport/aws-error.ts';

/** An error as S3 answers it; some carry headers too (a delete marker says that it is one). */
export class S3Error extends AwsError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status: number,
    extra: { members?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(code, message, { status, members: extra.members ?? {} });
    this.headers = extra.headers ?? {};
  }
}

export const noSuchBucket = (bucket: string): S3Error =>
  new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404, {
    members: { BucketName: bucket },
  });

export const noSuchKey = (key: string, headers: Record<string, string> = {}): S3Error =>
  new S3Error('NoSuchKey', 'The specified key does not exist.', 404, { members: { Key: key }, headers });

export const noSuchVersion = (key: string, versionId: string): S3Error =>
  new S3Error('NoSuchVersion', 'The specified version does not exist.', 404, {
    members: { Key: key, VersionId: versionId },
  });

/** @param value left out where AWS does not tell it */
export const invalidArgument = (message: string, name: string, value?: string): S3Error =>
  new S3Error('InvalidArgument', message, 400, {
    members: { ArgumentName: name, ...(value !== undefined && { ArgumentValue: value }) },
  });

export const invalidRequest = (message: string): S3Error => new S3Error('InvalidRequest', message, 400);

export const malformedXml = (): S3Error =>
  new S3Error(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );

/** S3's own refusal of what it does not do (501), saying what was asked and, if there is one, the way round. */
export const notImplemented = (what: string, instead = ''): S3Error =>
  new S3Error(
    'NotImplemented',
    `The local S3 does not cover ${what}.${instead && ` ${instead}`} docs/local-aws.md lists what it covers.`,
    501,
  );
