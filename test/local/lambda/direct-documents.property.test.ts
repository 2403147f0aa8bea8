import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createLocalAws } from '../../../local/stack/local-aws.ts';

const TableName = 'ledger';

async function ledgerOver(transport: 'wire' | 'direct') {
  const clock = new VirtualClock();
  const aws = await clock.drive(createLocalAws({ clock, seed: 3, template: { Resources: {} }, transport }));
  const client = aws.clients(DynamoDBClient);
  const created = client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await clock.drive(created);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    /** What came of a command, with all that is told of an error but the id of its request. */
    async answer(command: object): Promise<unknown> {
      try {
        const { $metadata, ...output } = await clock.drive(documents.send(command as GetCommand));
        return output;
      } catch (error) {
        const { name, message, Item } = error as Error & { Item?: unknown };
        return { name, message, Item };
      }
    },
    close: () => aws.close(),
  };
}

const text = fc.constantFrom('a', 'b', 'ab', 'é', '');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('', 'a', 'ü', true, null, undefined, 0, -0, 1, -2.5, 1e-7, 1e-140, 2 ** 53),
    fc.constantFrom(new Set(['a', 'b']), new Set([1, 2]), new Set(), 'x'.repeat(300 * 1024)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('x', 'y'), tie('value')),
  ),
}));
const key = fc.record({ pk: fc.constantFrom('a', 'b'), sk: text });
const fields = fc.record(
  { n: value, m: value, revision: fc.integer({ min: 0, max: 2 }) },
  { requiredKeys: [] },
);

/** Conditions and updates like the ledger's, some of which are refused. `:v` and `:n` are what they use. */
const conditions = [
  undefined,
  'attribute_not_exists(pk)',
  'attribute_exists(m) AND (attribute_not_exists(m.#x) OR m.#x < :v)',
  'revision = :n',
  'n BETWEEN :n AND :v',
  'name = :v',
] as const;
const updates = [
  'SET n = if_not_exists(n, :v), revision = :n',
  'SET n = if_not_exists(n, :n) + :n',
  'SET m.#x = :v REMOVE n',
  'ADD n :v',
  'ADD revision :n',
  'DELETE n :v',
  'SET n = :v, n = :n',
] as const;

const whole = fc.record({
  condition: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...conditions)),
  update: fc.constantFrom(...updates),
  v: value,
  n: fc.integer({ min: 0, max: 2 }),
  ReturnValuesOnConditionCheckFailure: fc.constantFrom(undefined, undefined, 'ALL_OLD' as const),
});

/** The names and values that the expressions use; at times one more, which is refused. */
function used(expressions: readonly (string | undefined)[], { v, n }: { v: unknown; n: number }) {
  const all = expressions.join(' ');
  const values = { ...(all.includes(':v') && { ':v': v }), ...(all.includes(':n') && { ':n': n }) };
  return {
    ...(all.includes('#x') && { ExpressionAttributeNames: { '#x': 'x' } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

const command = fc.oneof(
  key.map((Key) => () => new GetCommand({ TableName, Key, ConsistentRead: true })),
  fc.tuple(key, fields, whole).map(
    ([of, rest, { condition, ReturnValuesOnConditionCheckFailure, ...values }]) =>
      () =>
        new PutCommand({
          TableName,
          Item: { ...of, ...rest },
          ConditionExpression: condition,
          ReturnValuesOnConditionCheckFailure,
          ...used([condition], values),
        }),
  ),
  fc
    .tuple(
      key,
      whole,
      fc.constantFrom(
        undefined,
        'ALL_NEW' as const,
        'ALL_NEW' as const,
        'UPDATED_NEW' as const,
        'NO' as never,
      ),
    )
    .map(
      ([Key, { condition, update, ReturnValuesOnConditionCheckFailure, ...values }, ReturnValues]) =>
        () =>
          new UpdateCommand({
            TableName,
            Key,
            UpdateExpression: update,
            ConditionExpression: condition,
            ReturnValues,
            ReturnValuesOnConditionCheckFailure,
            ...used([condition, update], values),
          }),
    ),
  fc.tuple(key, whole).map(
    ([Key, { condition, ...values }]) =>
      () =>
        new DeleteCommand({ TableName, Key, ConditionExpression: condition, ...used([condition], values) }),
  ),
  fc
    .tuple(
      key,
      fc.constantFrom(undefined, 1, 0),
      fc.constantFrom(undefined, false),
      fc.constantFrom(undefined, 'n'),
    )
    .map(
      ([{ pk, sk }, Limit, ScanIndexForward, ProjectionExpression]) =>
        () =>
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
            Limit,
            ScanIndexForward,
            ProjectionExpression,
          }),
    ),
  fc.constant(() => new ScanCommand({ TableName })),
);

describe('Documents without requests', () => {
  it('are answered for as over the wire', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 60 }), async (commands) => {
        const direct = await ledgerOver('direct');
        const wire = await ledgerOver('wire');
        for (const make of commands) {
          expect(await direct.answer(make())).toEqual(await wire.answer(make()));
        }
        await direct.close();
        await wire.close();
      }),
      { numRuns: 25 },
    );
  });
});
