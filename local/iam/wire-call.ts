import { readS3Request } from '../s3/s3-request.ts';
import { operationName } from '../transport/operation-name.ts';
import { serviceIdOf } from '../transport/router.ts';
import { text, type WireRequest } from '../transport/wire.ts';
import type { ApiCall } from './access.ts';
import { formInput } from './form-input.ts';

type Input = ApiCall['input'];

/** A request as the call it is, with as much of its input as IAM looks at. What can't be read has none of it. */
export function requestedCall(request: WireRequest): ApiCall {
  const service = serviceIdOf(request);
  return { service, operation: operationName(service, request), input: inputOf(service, request) };
}

function inputOf(service: string, request: WireRequest): Input {
  try {
    if (request.headers['x-amz-target'] !== undefined) return JSON.parse(text(request.body) || '{}');
    switch (service) {
      case 's3':
        return s3Input(request);
      case 'lambda':
        return lambdaInput(request);
      case 'runtime.sagemaker':
        return { EndpointName: request.path.split('/')[2], ...headers(request, runtimeMembers) };
      default:
        return formInput(request.body.length > 0 ? new URLSearchParams(text(request.body)) : request.query);
    }
  } catch {
    // The service refuses it for what it is.
    return {};
  }
}

const runtimeMembers = { TargetModel: 'x-amzn-sagemaker-target-model' };

const s3Members = {
  CopySource: 'x-amz-copy-source',
  Tagging: 'x-amz-tagging',
  ACL: 'x-amz-acl',
  StorageClass: 'x-amz-storage-class',
};

const s3Query = { VersionId: 'versionId', Prefix: 'prefix', Delimiter: 'delimiter', MaxKeys: 'max-keys' };

function s3Input(request: WireRequest): Input {
  const { bucket, key } = readS3Request(request, '');
  const query = Object.entries(s3Query).flatMap(([member, name]) => {
    const value = request.query.get(name);
    return value === null ? [] : [[member, value] as const];
  });
  return {
    Bucket: bucket,
    Key: key,
    ...Object.fromEntries(query),
    ...headers(request, s3Members),
    ...(request.query.has('delete') && { Delete: { Objects: deletions(text(request.body)) } }),
  };
}

/** `<Object><Key>…</Key><VersionId>…</VersionId></Object>`, as DeleteObjects lists them. */
const deletions = (xml: string): Input[] =>
  [...xml.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, object = '']) => ({
    Key: element(object, 'Key'),
    VersionId: element(object, 'VersionId'),
  }));

const element = (xml: string, name: string): string | undefined => {
  const content = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1];
  return content?.replace(/&(amp|lt|gt|quot|apos|#x?[0-9a-fA-F]+);/g, (_, entity: string) =>
    character(entity),
  );
};

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const character = (entity: string): string =>
  named[entity] ?? String.fromCodePoint(Number(entity.replace(/^#x/i, '0x').replace(/^#/, '')));

function lambdaInput({ path, query }: WireRequest): Input {
  const [, name] = /^\/[^/]+\/functions\/([^/]+)/.exec(path) ?? [];
  const qualifier = query.get('Qualifier');
  return {
    ...(name !== undefined && { FunctionName: decodeURIComponent(name) }),
    ...(qualifier !== null && { Qualifier: qualifier }),
  };
}

function headers(request: WireRequest, members: Readonly<Record<string, string>>): Input {
  const found = Object.entries(members).flatMap(([member, header]) => {
    const value = request.headers[header];
    return value === undefined ? [] : [[member, value] as const];
  });
  return Object.fromEntries(found);
}
