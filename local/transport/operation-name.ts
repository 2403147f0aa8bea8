import { s3OperationOf } from './s3-operation.ts';
import { text, type WireRequest } from './wire.ts';

/**
 * The operation that a request to `service` asks for, by AWS's name: for counting and for planned faults. It checks
 * nothing, so what no service covers has a name too.
 */
export function operationName(service: string, request: WireRequest): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return target.slice(target.indexOf('.') + 1);
  switch (service) {
    case 's3':
      return s3Operation(request);
    case 'lambda':
      return lambdaOperation(request);
    case 'runtime.sagemaker':
      return 'InvokeEndpoint';
    default: {
      const form = request.body.length > 0 ? new URLSearchParams(text(request.body)) : request.query;
      return form.get('Action') ?? `${request.method} ${request.path}`;
    }
  }
}

/** SDKs name it in `x-id`, also where it is none that is known here. */
function s3Operation({ method, path, query, headers }: WireRequest): string {
  const subject = path === '/' ? 'service' : /^\/[^/]+\/./.test(path) ? 'object' : 'bucket';
  return query.get('x-id') ?? s3OperationOf(subject, { method, query, headers }) ?? `${method} ${path}`;
}

function lambdaOperation({ method, path }: WireRequest): string {
  if (path.endsWith('/invocations')) return 'Invoke';
  if (method === 'GET' && path.endsWith('/url')) return 'GetFunctionUrlConfig';
  return /\/functions\/?$/.test(path)
    ? 'ListFunctions'
    : method === 'GET'
      ? 'GetFunction'
      : `${method} ${path}`;
}
