import * as client from '@aws-sdk/client-sagemaker';
import type { Random } from '../../random.ts';
import { type OperationHandler, rpcService } from '../../transport/rpc-service.ts';
import { text, type WireRequest, type WireService } from '../../transport/wire.ts';
import { assertReadable } from './serialization.ts';
import { sagemakerModel } from './shapes.ts';
import { validateInput } from './validation.ts';

/** SageMaker's JSON API: `operations`, each behind the checks of its input against AWS's API model. */
export function sagemakerWire(
  random: Random,
  operations: Readonly<Record<string, OperationHandler>>,
): WireService {
  const service = rpcService({
    id: 'sagemaker',
    client,
    json: { version: '1.1' },
    random,
    operations: validated(operations),
  });
  return {
    ...service,
    async handle(request) {
      try {
        assertBodyReadable(request);
      } catch (error) {
        return service.refuse(error, request);
      }
      return service.handle(request);
    },
    direct: {
      ...service.direct,
      async call(operation, input) {
        try {
          if (Object.hasOwn(sagemakerModel.inputs, operation))
            assertReadable(sagemakerModel, operation, input ?? {});
        } catch (error) {
          return { ok: false, refusal: service.direct.refuse(error) };
        }
        return service.direct.call(operation, input);
      },
    },
  };
}

/**
 * The types of the JSON as it came: the SDK's codec, which reads it next, lets some wrong ones pass (a list for a
 * structure) and chokes on others (a text for an instant). What is no operation or no JSON, the service refuses.
 */
function assertBodyReadable(request: WireRequest): void {
  const operation = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
  if (!Object.hasOwn(sagemakerModel.inputs, operation)) return;
  let body: unknown;
  try {
    body = JSON.parse(text(request.body) || '{}');
  } catch {
    return;
  }
  if (typeof body === 'object' && body !== null) assertReadable(sagemakerModel, operation, body);
}

/** Each operation behind the checks of its input's shape. */
const validated = (
  operations: Readonly<Record<string, OperationHandler>>,
): Record<string, OperationHandler> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, handler]) => [
      name,
      (input: unknown) => {
        validateInput(name, input);
        return handler(input);
      },
    ]),
  );
