import type { WireResponse } from '../transport/wire.ts';

/** `[9, namespace, name, traits, input, output]`: an operation as the SDK's clients have it. */
export type OperationSchema = readonly [number, string, string, unknown, unknown, unknown];

/** What an SDK command holds, as far as it is needed here. */
export interface SdkCommand {
  readonly input: unknown;
  readonly schema: OperationSchema;
}

/** An SDK client's configuration, as far as it is needed here. */
export interface SdkConfig {
  readonly serviceId: string;
  readonly protocol: {
    deserializeResponse(operation: object, context: object, response: object): Promise<unknown>;
  };
}

/** An SDK client, as far as it is needed here. */
export interface SdkClient {
  readonly config: SdkConfig;
  send(command: SdkCommand): Promise<unknown>;
}

/** As the SDK tells of a call that succeeded in one attempt. */
export const metadataOf = (requestId: string): object => ({
  httpStatusCode: 200,
  requestId,
  extendedRequestId: undefined,
  cfId: undefined,
  attempts: 1,
  totalRetryDelay: 0,
});

/**
 * The error that an SDK client makes of a response: its own protocol reads it, so that class, members and metadata are
 * the same as over HTTP.
 */
export async function errorOf(
  config: SdkConfig,
  [, namespace, name, traits, input, output]: OperationSchema,
  { status, headers, body }: WireResponse,
): Promise<Error> {
  const response = { statusCode: status, headers: { ...headers }, body };
  try {
    await config.protocol.deserializeResponse({ namespace, name, traits, input, output }, config, response);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    Object.defineProperty(error, '$response', { value: response, enumerable: false });
    const told = error as Error & { $metadata?: object };
    told.$metadata = { ...told.$metadata, attempts: 1, totalRetryDelay: 0 };
    return error;
  }
  throw new Error(`${name}: the service refused with status ${status}, which is no error`);
}
