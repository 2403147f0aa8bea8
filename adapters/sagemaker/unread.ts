import type {
  DescribeEndpointConfigCommand,
  DescribeEndpointConfigCommandOutput,
  DescribeModelCommand,
  DescribeModelCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';

/** What was described, and the members in it that the installed SDK does not know. */
export interface Described<Output> {
  readonly output: Output;
  /** `ProductionVariants[0].NewSetting` */
  readonly unread: readonly string[];
}

/**
 * Describes, and reports what the SDK left out of the answer. The SDK knows only the members that existed
 * when it was built, and silently drops later ones. A release that copies settings would lose them.
 */
export async function describeConfig(
  client: SageMakerClient,
  command: DescribeEndpointConfigCommand,
): Promise<Described<DescribeEndpointConfigCommandOutput>> {
  const raw = rawAnswerOf(command);
  return described(await client.send(command), raw());
}

/** The same for a model. */
export async function describeModel(
  client: SageMakerClient,
  command: DescribeModelCommand,
): Promise<Described<DescribeModelCommandOutput>> {
  const raw = rawAnswerOf(command);
  return described(await client.send(command), raw());
}

function described<Output>(output: Output, raw: string | undefined): Described<Output> {
  return { output, unread: raw === undefined ? [] : missingIn(output, jsonOf(raw), '') };
}

/**
 * Captures the raw body of the command's answer. After the command, the returned function gives the last
 * body.
 */
function rawAnswerOf(
  command: DescribeEndpointConfigCommand | DescribeModelCommand,
): () => string | undefined {
  let kept: string | undefined;
  (command as DescribeModelCommand).middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: AsyncIterable<Uint8Array> | Uint8Array };
      if (response.body === undefined) return result;
      const body = await bytesOf(response.body);
      kept = Buffer.from(body).toString('utf8');
      // A stream can be read only once, so the deserializer gets the bytes instead.
      Object.assign(response, { body });
      return result;
    },
    // Runs before the deserializer sees the answer.
    { step: 'deserialize', priority: 'low', name: 'keepRawAnswer' },
  );
  return () => kept;
}

/** A request handler may return either. */
async function bytesOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

/** The paths of members that are in `raw` but not in `read`. Null members do not count. */
function missingIn(read: unknown, raw: unknown, path: string): string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]) => {
    const at = Array.isArray(raw) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (value === null || value === undefined) return [];
    const member = (read as Readonly<Record<string, unknown>>)[key];
    if (member === undefined) return [at];
    return typeof member === 'object' && member !== null ? missingIn(member, value, at) : [];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
