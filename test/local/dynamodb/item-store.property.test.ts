import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createStore,
  isDynaliteError,
  type Json,
  levelStore,
  type Operation,
  run,
} from '../../../local/dynamodb/dynalite.ts';

const account = { account: '000000000000', region: 'us-east-1' };

const table = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

type AnyStore = Parameters<typeof run>[0];
const TableName = table.TableName;
const text = fc.constantFrom('a', 'b', 'ab', 'é', '~', '');
const value = fc.oneof(
  text.map((S) => ({ S })),
  fc.integer({ min: -3, max: 3 }).map((N) => ({ N: String(N) })),
  fc.constant({ M: { x: { N: '1' }, y: { L: [{ S: 'z' }] } } }),
  fc.constantFrom({ SS: ['a', 'b'] }, { NS: ['1', '2'] }, { BOOL: true }, { NULL: true }),
);
const key = fc.record({ pk: fc.constantFrom('a', 'b').map((S) => ({ S })), sk: text.map((S) => ({ S })) });
const item = fc
  .tuple(
    key,
    fc.record({ kind: fc.constantFrom({ S: 'k' }, { S: 'l' }), n: value, m: value }, { requiredKeys: [] }),
  )
  .map(([of, rest]) => ({ ...of, ...rest }));
const condition = fc.constantFrom(
  {},
  { ConditionExpression: 'attribute_not_exists(pk)' },
  { ConditionExpression: 'attribute_exists(n) AND (n = :v OR begins_with(sk, :s))', values: true },
  { ConditionExpression: 'contains(m.y, :s) OR size(m) > :v', values: true },
);
const update = fc.constantFrom(
  { UpdateExpression: 'SET n = :v, kind = if_not_exists(kind, :s)', values: true },
  { UpdateExpression: 'SET n = n + :v REMOVE m', onlyV: true },
  { UpdateExpression: 'SET m.x = :v', onlyV: true },
  { UpdateExpression: 'ADD n :v', onlyV: true },
);
const returned = fc.constantFrom({}, { ReturnValues: 'ALL_OLD' });

const call: fc.Arbitrary<readonly [Operation, Json]> = fc.oneof(
  key.map((Key) => ['GetItem', { TableName, Key }] as const),
  fc
    .tuple(item, condition, returned, value)
    .map(([Item, c, r, v]) => ['PutItem', { Item, ...withValues(c, v), ...r }] as const),
  fc
    .tuple(key, condition, returned, value)
    .map(([Key, c, r, v]) => ['DeleteItem', { Key, ...withValues(c, v), ...r }] as const),
  fc
    .tuple(key, update, fc.constantFrom('ALL_NEW', 'UPDATED_NEW', 'UPDATED_OLD', 'ALL_OLD'), value)
    .map(([Key, u, ReturnValues, v]) => ['UpdateItem', { Key, ...withValues(u, v), ReturnValues }] as const),
  fc.tuple(text, fc.boolean(), fc.constantFrom({}, { Limit: 1 })).map(
    ([S, ScanIndexForward, limit]) =>
      [
        'Query',
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :s)',
          ExpressionAttributeValues: { ':pk': { S: 'a' }, ':s': { S } },
          ScanIndexForward,
          ...limit,
        },
      ] as const,
  ),
  fc.constant([
    'Query',
    {
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'k' } },
    },
  ] as const),
  fc.constant(['Scan', {}] as const),
);

/** The expressions' values: `:v`, and `:s` unless it is only `:v`. */
function withValues({ values, onlyV, ...rest }: Json, v: Json): Json {
  if (!values && !onlyV) return rest;
  return { ...rest, ExpressionAttributeValues: { ':v': v, ...(values === true && { ':s': { S: 'a' } }) } };
}

async function withTable(store: AnyStore): Promise<AnyStore> {
  await run(store, 'CreateTable', structuredClone(table));
  for (;;) {
    const { Table } = await run(store, 'DescribeTable', { TableName });
    if ((Table as Json).TableStatus === 'ACTIVE') return store;
    await new Promise(setImmediate);
  }
}

/** What came of it, as it would be written. */
async function answer(store: AnyStore, operation: Operation, input: Json): Promise<unknown> {
  try {
    const output = await run(store, operation, structuredClone({ TableName, ...input }));
    return JSON.parse(JSON.stringify(output));
  } catch (error) {
    if (!isDynaliteError(error)) throw error;
    return { refused: error.statusCode, ...error.body };
  }
}

describe('Items in memory', () => {
  it('are answered for as by dynalite on its own database', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 25 }), async (calls) => {
        const ours = await withTable(createStore(account));
        const theirs = await withTable(levelStore(account));
        for (const [operation, input] of calls) {
          expect(await answer(ours, operation, input)).toEqual(await answer(theirs, operation, input));
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a few', 3, 300 * 1024],
    ['large ones', 5, 300 * 1024],
    ['many small ones', 1200, 850],
  ])('are read in pages as by dynalite: %s', async (_, count, length) => {
    const ours = await withTable(createStore(account));
    const theirs = await withTable(levelStore(account));
    const query = {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :s)',
      ExpressionAttributeValues: { ':pk': { S: 'a' }, ':s': { S: 'k' } },
    };
    for (const store of [ours, theirs]) {
      for (let n = 0; n < count; n += 1) {
        const Item = { pk: { S: 'a' }, sk: { S: `k${n}` }, n: { N: '1' }, text: { S: 'x'.repeat(length) } };
        await answer(store, 'PutItem', { Item });
      }
    }
    const [own, known] = [await answer(ours, 'Query', query), await answer(theirs, 'Query', query)];
    // Compared as texts: the difference of such would be no help.
    expect(JSON.stringify(own) === JSON.stringify(known)).toBe(true);
  });
});
