import { attributesOf, documentOf, UnusualValue } from '../dynamodb/document.ts';
import { callOf, type Router } from '../transport/router.ts';
import { outputOf, type SdkClient, type SdkCommand } from './direct-call.ts';
import type { Retries } from './retries.ts';

type Handle = (args: SdkCommand) => Promise<{ readonly output: unknown }>;
type Members = Readonly<Record<string, unknown>>;

/** The middleware stack of a client, as @aws-sdk/lib-dynamodb uses it. */
interface Stack {
  identify(): readonly string[];
  concat(more: unknown): Stack;
  resolve(handler: unknown, context: object): Handle;
}

interface DynamoDbClient extends SdkClient {
  readonly middlewareStack: Stack;
  readonly config: SdkClient['config'] & { readonly translateConfig?: Translation };
}

interface Translation {
  readonly marshallOptions?: Members;
  readonly unmarshallOptions?: Members;
}

/** The members of inputs and outputs that are documents, and those that are what they look like. */
const documents: readonly string[] = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'];
const plain: readonly string[] = [
  'TableName',
  'ConsistentRead',
  'KeyConditionExpression',
  'ConditionExpression',
  'FilterExpression',
  'UpdateExpression',
  'ProjectionExpression',
  'IndexName',
  'Limit',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
  'ScanIndexForward',
  'Select',
];
const operations: readonly string[] = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'];

/**
 * A DynamoDB client of which a DynamoDBDocumentClient can be made, whose calls then go straight to the service.
 * Commands of its own, and inputs with unusual members or values, take the way of `wire`: the document client asks
 * its client's middleware for that way, so it is there that they part.
 */
export function directDynamoDb(
  wire: DynamoDbClient,
  router: () => Router,
  retries: Retries | undefined,
): SdkClient {
  const stackOf = (real: () => Stack): Stack => ({
    identify: () => real().identify(),
    concat: (more) => stackOf(() => real().concat(more)),
    resolve: (handler, context) => async (command) => {
      const input = inputOf(command, wire.config.translateConfig);
      if (input === undefined) return real().resolve(handler, context)(command);
      const attempt = () => call(command, input);
      return { output: await (retries?.run(attempt) ?? attempt()) };
    },
  });
  const call = async (command: SdkCommand, input: Members): Promise<unknown> => {
    const operation = command.schema[2];
    const answer = await callOf(router(), { service: 'dynamodb', operation, input });
    const told = answer.ok ? { ...answer, output: documentsIn(answer.output) } : answer;
    return outputOf(wire.config, command, told);
  };
  return Object.assign(Object.create(wire), {
    middlewareStack: stackOf(() => wire.middlewareStack),
    send: (command: SdkCommand) => wire.send(command),
  });
}

/** The input as DynamoDB's JSON; undefined if only the library can tell what that is. */
function inputOf({ schema, input }: SdkCommand, translation: Translation = {}): Members | undefined {
  if (!operations.includes(schema[2]) || !isUsual(translation)) return undefined;
  const dropUndefined = translation.marshallOptions?.removeUndefinedValues === true;
  const json: Record<string, unknown> = {};
  try {
    for (const [name, value] of Object.entries(input as Members)) {
      if (value === undefined || value === null) continue;
      if (documents.includes(name)) json[name] = attributesOf(value as Members, dropUndefined);
      else if (name === 'ExpressionAttributeNames') json[name] = { ...value };
      else if (plain.includes(name)) json[name] = value;
      else return undefined;
    }
  } catch (error) {
    if (error instanceof UnusualValue) return undefined;
    throw error;
  }
  return json;
}

/** The library itself adds what it takes for granted. */
const isUsual = ({ marshallOptions = {}, unmarshallOptions = {} }: Translation): boolean =>
  Object.keys(marshallOptions).every((name) =>
    ['removeUndefinedValues', 'convertTopLevelContainer'].includes(name),
  ) && Object.keys(unmarshallOptions).every((name) => name === 'convertWithoutMapWrapper');

/** In the order in which the shapes have their members. */
function documentsIn({
  Attributes,
  Item,
  Items,
  Count,
  ScannedCount,
  LastEvaluatedKey,
}: Members): Record<string, unknown> {
  const document = (value: unknown) => documentOf(value as Parameters<typeof documentOf>[0]);
  return {
    ...(Attributes != null && { Attributes: document(Attributes) }),
    ...(Item != null && { Item: document(Item) }),
    ...(Items != null && { Items: (Items as readonly unknown[]).map(document) }),
    ...(Count != null && { Count }),
    ...(ScannedCount != null && { ScannedCount }),
    ...(LastEvaluatedKey != null && { LastEvaluatedKey: document(LastEvaluatedKey) }),
  };
}
