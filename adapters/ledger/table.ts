import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { gatheredReads } from '../gathered-reads.ts';

/** An item's key in the one table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Update = Omit<UpdateCommandInput, 'TableName'>;

export type Write =
  | { readonly update: Update }
  | {
      readonly put: Key & Readonly<Record<string, unknown>>;
      readonly condition: Omit<PutCommandInput, 'TableName' | 'Item'>;
    };

/** The one table, with the few calls that the ledger needs. */
export interface Table {
  update(input: Update): Promise<Record<string, unknown> | undefined>;
  put(
    item: Key & Readonly<Record<string, unknown>>,
    condition?: Omit<PutCommandInput, 'TableName' | 'Item'>,
  ): Promise<void>;
  remove(key: Key, condition?: Omit<DeleteCommandInput, 'TableName' | 'Key'>): Promise<void>;
  /** A strongly consistent read: the current item, not a replica's. Those of the same moment are one call. */
  get(key: Key): Promise<Record<string, unknown> | undefined>;
  /** All of them, or none: false if a condition does not hold, or somebody else writes one of the items just then. */
  transact(writes: readonly Write[]): Promise<boolean>;
  /** All items under `pk` whose sort key begins with `prefix`, from all pages, in the order of their keys. */
  under(pk: string, prefix: string): Promise<Record<string, unknown>[]>;
}

/** BatchGetItem takes 100 keys. */
const keysPerCall = 100;

const made = new WeakMap<DynamoDBClient, Map<string, Table>>();

/** The table; the same one for all that have the same client, so that their reads can be gathered. */
export function dynamoTable(client: DynamoDBClient, name: string): Table {
  const tables = made.get(client) ?? new Map<string, Table>();
  made.set(client, tables);
  const table = tables.get(name) ?? newTable(client, name);
  tables.set(name, table);
  return table;
}

type Item = Record<string, unknown>;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function newTable(client: DynamoDBClient, name: string): Table {
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const getOne = async (key: Key): Promise<Item | undefined> =>
    (await db.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item;
  const getAll = async (keys: readonly Key[]): Promise<(Item | undefined)[]> => {
    const [first, ...others] = distinct(keys);
    if (first === undefined) return [];
    if (others.length === 0) {
      const item = await getOne(first);
      return keys.map(() => item);
    }
    const request = { Keys: [first, ...others].map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: true };
    const { Responses, UnprocessedKeys } = await db.send(
      new BatchGetCommand({ RequestItems: { [name]: request } }),
    );
    const found = new Map((Responses?.[name] ?? []).map((item) => [textOf(item as unknown as Key), item]));
    // What was too much for one answer, or for the table at that moment.
    for (const key of (UnprocessedKeys?.[name]?.Keys ?? []) as Key[]) {
      const item = await getOne(key);
      if (item !== undefined) found.set(textOf(key), item);
    }
    return keys.map((key) => found.get(textOf(key)));
  };
  const get = gatheredReads(getAll, keysPerCall);
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
    get,
    async transact(writes) {
      const TransactItems = writes.map((write) =>
        'update' in write
          ? { Update: { TableName: name, ...write.update } as NonNullable<TransactItem['Update']> }
          : {
              Put: { TableName: name, Item: write.put, ...write.condition } as NonNullable<
                TransactItem['Put']
              >,
            },
      );
      try {
        await db.send(new TransactWriteCommand({ TransactItems }));
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'TransactionCanceledException') return false;
        throw error;
      }
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

const textOf = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
const distinct = (keys: readonly Key[]): Key[] => [
  ...new Map(keys.map((key) => [textOf(key), key])).values(),
];

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
