import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { attributesOf, documentOf, UnusualValue } from '../dynamodb/document.ts';
import { callOf, type Router } from '../transport/router.ts';
import { outputOf, type SdkClient, type SdkCommand } from './direct-call.ts';
import type { Retries } from './retries.ts';

type Members = Readonly<Record<string, unknown>>;

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
 * Commands of its own, and inputs with unusual members or values, take the way of `wire`.
 */
export function directDynamoDb(
  wire: SdkClient,
  router: () => Router,
  retries: Retries | undefined,
): SdkClient {
  const { config } = wire;
  const call = async (command: SdkCommand, input: Members): Promise<unknown> => {
    const operation = command.schema[2];
    const answer = await callOf(router(), { service: 'dynamodb', operation, input });
    const told = answer.ok ? { ...answer, output: documentsIn(answer.output) } : answer;
    return outputOf(config, command, told);
  };
  const straight: Straight = (command, translation) => {
    const input = inputOf(command, translation);
    if (input === undefined) return undefined;
    const attempt = () => call(command, input);
    return async () => ({ output: await (retries?.run(attempt) ?? attempt()) });
  };
  // The library makes document clients around this very object.
  Object.assign(config, { [way]: straight });
  return wire;
}

/** How a document client's command goes straight to the service; undefined for one that does not. */
type Straight = (
  command: SdkCommand,
  translation: Translation | undefined,
) => (() => Promise<{ readonly output: unknown }>) | undefined;

const way = Symbol('straight to the service');

/** A document client as it is inside. */
interface DocumentClient {
  readonly config: { readonly translateConfig?: Translation; readonly [way]?: Straight };
  send(command: { readonly clientCommand?: SdkCommand }, ...more: readonly unknown[]): unknown;
}

/**
 * Document clients are made by the library, of a client, and put middleware on every command: that takes longer than most
 * calls. So it is here, in their own `send`, that those part whose client has a straight way. All others are untouched.
 */
const documentClients = DynamoDBDocumentClient.prototype as unknown as DocumentClient;
const ordinarily = documentClients.send;
documentClients.send = function send(this: DocumentClient, command, ...more) {
  const { [way]: straight, translateConfig } = this.config;
  const run =
    more.length === 0 && command.clientCommand !== undefined
      ? straight?.(command.clientCommand, translateConfig)
      : undefined;
  if (run === undefined) return ordinarily.call(this, command, ...more);
  // As many turns as the library's own promises take, so that calls made at the same time are answered in the same order.
  return (async () => run())().then(({ output }) => output);
};

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
