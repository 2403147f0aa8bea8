import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** An item's key in the one table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The one table, with the few calls that the ledger needs. */
export interface Table {
  update(input: Omit<UpdateCommandInput, 'TableName'>): Promise<Record<string, unknown> | undefined>;
  put(
    item: Key & Readonly<Record<string, unknown>>,
    condition?: Omit<PutCommandInput, 'TableName' | 'Item'>,
  ): Promise<void>;
  remove(key: Key, condition?: Omit<DeleteCommandInput, 'TableName' | 'Key'>): Promise<void>;
  /** A strongly consistent read: the current item, not a replica's. */
  get(key: Key): Promise<Record<string, unknown> | undefined>;
  /** All items under `pk` whose sort key begins with `prefix`, from all pages, in the order of their keys. */
  under(pk: string, prefix: string): Promise<Record<string, unknown>[]>;
}

export function dynamoTable(client: DynamoDBClient, name: string): Table {
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    async update(input) {
      return (await db.send(new UpdateCommand({ TableName: name, ...input }))).Attributes;
    },
    async put(item, condition = {}) {
      await db.send(new PutCommand({ TableName: name, Item: item, ...condition }));
    },
    async remove(key, condition = {}) {
      await db.send(new DeleteCommand({ TableName: name, Key: key, ...condition }));
    },
    async get(key) {
      return (await db.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item;
    },
    async under(pk, prefix) {
      const found: Record<string, unknown>[] = [];
      let start: QueryCommandInput['ExclusiveStartKey'];
      do {
        const page = await db.send(
          new QueryCommand({
            TableName: name,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        found.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return found;
    },
  };
}

/** True if the conditional write succeeded, false if its condition did not hold. */
export async function onlyIf(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
