import type {
  DescribeEndpointConfigCommand,
  DescribeEndpointConfigCommandOutput,
  DescribeModelCommand,
  DescribeModelCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';

/** What was described, and the members of it that the SDK installed here knows nothing of. */
export interface Described<Output> {
  readonly output: Output;
  /** `ProductionVariants[0].NewSetting` */
  readonly unread: readonly string[];
}

/**
 * Describes, and tells what the SDK left out of the answer: it reads the members that AWS had when it was made, and
 * drops later ones without a word. A release that copies settings would lose them.
 */
export async function describeConfig(
  client: SageMakerClient,
  command: DescribeEndpointConfigCommand,
): Promise<Described<DescribeEndpointConfigCommandOutput>> {
  const raw = rawAnswerOf(command);
  return described(await client.send(command), raw());
}

/** The same of a model. */
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

/** Keeps the body of the command's answer as it comes; what is answered is the last one, once it was sent. */
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
      // A stream can be read once: the deserializer gets what was in it.
      Object.assign(response, { body });
      return result;
    },
    // Nearer to the wire than the deserializer.
    { step: 'deserialize', priority: 'low', name: 'keepRawAnswer' },
  );
  return () => kept;
}

/** A request handler may answer with either. */
async function bytesOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

/** The paths of what is in `raw` and not in `read`; what is null there counts as nothing. */
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
