import {
  type CreateTableCommandInput,
  DynamoDBClient,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

const table: CreateTableCommandInput = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};

let clock: VirtualClock;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;
beforeEach(async () => {
  clock = new VirtualClock();
  const dynamodb = createDynamoDb(localContext(clock));
  client = new DynamoDBClient(clientSettings(createRouter([dynamodb.wire])));
  documents = DynamoDBDocumentClient.from(client);
  await clock.drive(dynamodb.createTable(table));
  await put('old', 1);
});

const put = (pk: string, n: number) =>
  clock.drive(documents.send(new PutCommand({ TableName: 'ledger', Item: { pk, n } })));
const item = async (pk: string) =>
  (await clock.drive(documents.send(new GetCommand({ TableName: 'ledger', Key: { pk } })))).Item;
const key = (pk: string) => ({ TableName: 'ledger', Key: { pk: { S: pk } } });
const putting = (pk: string, more = {}) => ({
  Put: { TableName: 'ledger', Item: { pk: { S: pk }, n: { N: '5' } }, ...more },
});
const setting = (pk: string, more = {}) => ({
  Update: {
    ...key(pk),
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': { N: '7' } },
    ...more,
  },
});
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
const write = (items: object[], more = {}) =>
  clock.drive(client.send(new TransactWriteItemsCommand({ TransactItems: items as never, ...more })));

describe('A transaction', () => {
  it('writes all of its items', async () => {
    await write([putting('new', absent), setting('old'), { Delete: key('none') }]);
    expect([await item('new'), await item('old')]).toEqual([
      { pk: 'new', n: 5 },
      { pk: 'old', n: 7 },
    ]);
  });

  it('writes none of them if a condition fails, and says which', async () => {
    const items = [
      putting('new'),
      setting('old'),
      putting('old2', absent),
      { Delete: { ...key('old3'), ...absent } },
    ];
    await put('old2', 2);
    await expect(write(items)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, None, ConditionalCheckFailed, None]'),
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed' },
        { Code: 'None' },
      ],
    });
    expect([await item('new'), await item('old'), await item('old2')]).toEqual([
      undefined,
      { pk: 'old', n: 1 },
      { pk: 'old2', n: 2 },
    ]);
  });

  it('writes none of them if one is not valid', async () => {
    const wrong = setting('old', { UpdateExpression: 'SET' });
    await expect(write([putting('new'), wrong])).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await item('new')).toBeUndefined();
  });

  it('lets nothing come in between', async () => {
    const counting = () => setting('old', { UpdateExpression: 'SET n = n + :n' });
    const one = new UpdateCommand({
      TableName: 'ledger',
      Key: { pk: 'old' },
      UpdateExpression: 'SET n = n + :n',
      ExpressionAttributeValues: { ':n': 100 },
    });
    const failing = [counting(), putting('old2', { ConditionExpression: 'attribute_exists(pk)' })];
    const both = [
      client.send(new TransactWriteItemsCommand({ TransactItems: failing as never })),
      documents.send(one),
    ];
    const ends = await clock.drive(Promise.allSettled(both));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await item('old')).toEqual({ pk: 'old', n: 101 });
  });

  it('is done once for a token, which stands for one request', async () => {
    const counting = setting('old', { UpdateExpression: 'SET n = n + :n' });
    await write([counting], { ClientRequestToken: 'token' });
    await write([counting], { ClientRequestToken: 'token' });
    expect(await item('old')).toEqual({ pk: 'old', n: 8 });
    await expect(write([putting('new')], { ClientRequestToken: 'token' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('tells what it consumes: twice what its writes would', async () => {
    const { ConsumedCapacity } = await write([putting('new'), setting('old')], {
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(ConsumedCapacity).toEqual([{ TableName: 'ledger', CapacityUnits: 4 }]);
  });

  it.each([
    ['no item', [], /between 1 and 100/],
    ['two writes of one item', [setting('old'), putting('old')], /multiple operations on one item/],
    [
      'a check alone',
      [{ ConditionCheck: { ...key('old'), ...absent } }],
      /does not cover dynamodb TransactWriteItems/,
    ],
  ])('of %s is refused', async (_, items, why) => {
    await expect(write(items)).rejects.toThrow(why);
  });
});
