import type { SdkRequest } from '../transport/in-process.ts';
import type { CallAnswer } from '../transport/wire.ts';

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
    deserializeResponse(operation: object, context: object, response: object): Promise<{ $metadata: object }>;
    serializeRequest(operation: object, input: unknown, context: object): Promise<SdkRequest>;
  };
}

/** An SDK client, as far as it is needed here. */
export interface SdkClient {
  readonly config: SdkConfig;
  send(command: SdkCommand): Promise<unknown>;
}

const oneAttempt = { attempts: 1, totalRetryDelay: 0 };

const metadataOf = (requestId: string): object => ({
  httpStatusCode: 200,
  requestId,
  extendedRequestId: undefined,
  cfId: undefined,
  ...oneAttempt,
});

/** An operation as the SDK's protocols are given it. */
export const operationOf = ([, namespace, name, traits, input, output]: OperationSchema): object => ({
  namespace,
  name,
  traits,
  input,
  output,
});

/**
 * What an SDK client makes of a response: its own protocol reads it, so that outputs, and errors with their class, members
 * and metadata, are the same as over HTTP.
 * @throws what the client throws for it
 */
export async function readResponse(
  config: SdkConfig,
  schema: OperationSchema,
  response: { readonly statusCode: number; readonly headers: object; readonly body: unknown },
): Promise<unknown> {
  try {
    const output = await config.protocol.deserializeResponse(operationOf(schema), config, response);
    Object.assign(output.$metadata, oneAttempt);
    return output;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    Object.defineProperty(error, '$response', { value: response, enumerable: false });
    const told = error as Error & { $metadata?: object };
    told.$metadata = { ...told.$metadata, ...oneAttempt };
    throw error;
  }
}

/** The answer of a direct call to `command`. @throws what an SDK client throws for a refusal */
export async function outputOf(
  config: SdkConfig,
  { schema }: SdkCommand,
  answer: CallAnswer,
): Promise<Record<string, unknown>> {
  if (answer.ok) return { ...answer.output, $metadata: metadataOf(answer.requestId) };
  const { status, headers, body } = answer.refusal;
  await readResponse(config, schema, { statusCode: status, headers: { ...headers }, body });
  throw new Error(`${schema[2]}: the service refused with status ${status}, which is no error`);
}
