import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { LocalContext } from '../../../local/context.ts';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { text, utf8 } from '../../../local/transport/wire.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

const ledger: CreateTableCommandInput = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
};

function setting() {
  const clock = new VirtualClock();
  const context: LocalContext = localContext(clock);
  const dynamodb = createDynamoDb(context);
  const client = new DynamoDBClient(clientSettings(createRouter([dynamodb.wire])));
  return { clock, dynamodb, client, documents: DynamoDBDocumentClient.from(client) };
}

/** As the error carries it: the document client leaves it as DynamoDB writes it. */
const marshalled = (item: Record<string, string | number>) =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );

const release = { pk: 'endpoint#iris', sk: 'release#1' };

describe('items', () => {
  it('are put once: the same conditional put again fails', async () => {
    const { clock, dynamodb, documents } = setting();
    await dynamodb.createTable(ledger);
    const put = new PutCommand({
      TableName: 'ledger',
      Item: { ...release, outcome: 'DEPLOYED', at: 5 },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await clock.drive(documents.send(put));
    await expect(clock.drive(documents.send(put))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    const { Item } = await clock.drive(documents.send(new GetCommand({ TableName: 'ledger', Key: release })));
    expect(Item).toEqual({ ...release, outcome: 'DEPLOYED', at: 5 });
  });

  it('are claimed by one of many writers at the same instant', async () => {
    const { clock, dynamodb, documents } = setting();
    await dynamodb.createTable(ledger);
    const claims = ['a', 'b', 'c'].map((holder) =>
      documents.send(
        new UpdateCommand({
          TableName: 'ledger',
          Key: { pk: 'endpoint#iris', sk: 'lease' },
          UpdateExpression: 'SET holder = :holder',
          ConditionExpression: 'attribute_not_exists(holder)',
          ExpressionAttributeValues: { ':holder': holder },
        }),
      ),
    );
    const ends = await clock.drive(Promise.allSettled(claims));
    expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('are told to whoever fails a condition on them and asks for it', async () => {
    const { clock, dynamodb, documents } = setting();
    await dynamodb.createTable(ledger);
    const item = { ...release, holder: 'a', fence: 7 };
    await clock.drive(documents.send(new PutCommand({ TableName: 'ledger', Item: item })));
    const common = {
      TableName: 'ledger',
      ConditionExpression: 'attribute_not_exists(holder)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    const claim = { UpdateExpression: 'SET holder = :b', ExpressionAttributeValues: { ':b': 'b' } };
    const failing = [
      () => documents.send(new PutCommand({ ...common, Item: { ...release, holder: 'b' } })),
      () => documents.send(new UpdateCommand({ ...common, ...claim, Key: release })),
      () => documents.send(new DeleteCommand({ ...common, Key: release })),
    ];
    for (const attempt of failing) {
      await expect(clock.drive(attempt())).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
        Item: marshalled(item),
      });
    }
    const untold = new UpdateCommand({
      ...common,
      ...claim,
      Key: release,
      ReturnValuesOnConditionCheckFailure: 'NONE',
    });
    const refusal: unknown = await clock.drive(documents.send(untold)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(refusal).not.toHaveProperty('Item.holder');
    // Nothing is there to tell of, where the condition asked for an item that is not.
    const absent = new DeleteCommand({
      ...common,
      Key: { ...release, sk: 'none' },
      ConditionExpression: 'attribute_exists(pk)',
    });
    expect(await clock.drive(documents.send(absent)).catch((error: unknown) => error)).not.toHaveProperty(
      'Item.pk',
    );
    await clock.drive(failing[1]?.().catch(() => {}) ?? Promise.resolve());
    expect(clock.leaks).toEqual([]);
  });

  it('are queried by key, in order', async () => {
    const { clock, dynamodb, documents } = setting();
    await dynamodb.createTable(ledger);
    for (const sk of ['release#2', 'release#1', 'lease']) {
      await clock.drive(documents.send(new PutCommand({ TableName: 'ledger', Item: { ...release, sk } })));
    }
    const { Items } = await clock.drive(
      documents.send(
        new QueryCommand({
          TableName: 'ledger',
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': release.pk, ':sk': 'release#' },
        }),
      ),
    );
    expect(Items?.map((item) => item.sk)).toEqual(['release#1', 'release#2']);
  });

  it('move no time and leave no work behind that the clock does not know of', async () => {
    const { clock, dynamodb, documents } = setting();
    await dynamodb.createTable(ledger);
    await documents.send(new PutCommand({ TableName: 'ledger', Item: release }));
    clock.leaks.length = 0;
    const before = clock.now();
    await clock.drive(documents.send(new PutCommand({ TableName: 'ledger', Item: release })));
    await clock.drive(documents.send(new GetCommand({ TableName: 'ledger', Key: release })));
    expect(clock.now()).toBe(before);
    expect(clock.leaks).toEqual([]);
  });
});

describe('tables', () => {
  it('are created by clients: CREATING in the answer, ACTIVE at the next look, gone once deleted', async () => {
    const { clock, client } = setting();
    const created = await clock.drive(client.send(new CreateTableCommand(ledger)));
    expect(created.TableDescription?.TableStatus).toBe('CREATING');
    const describe = () => clock.drive(client.send(new DescribeTableCommand({ TableName: 'ledger' })));
    expect((await describe()).Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger',
      CreationDateTime: new Date('2026-01-05T00:00:00Z'),
    });
    await clock.drive(client.send(new DeleteTableCommand({ TableName: 'ledger' })));
    await expect(describe()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('exist once only', async () => {
    const { dynamodb } = setting();
    await dynamodb.createTable(ledger);
    await expect(dynamodb.createTable(ledger)).rejects.toMatchObject({ code: 'ResourceInUseException' });
    await expect(dynamodb.createTable({ ...ledger, TableName: 'x' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('are separate from those of another store', async () => {
    const [one, other] = [setting(), setting()];
    await one.dynamodb.createTable(ledger);
    await other.dynamodb.createTable(ledger);
  });
});

describe('what is not covered is refused, saying so', () => {
  it('operations that the store lacks', async () => {
    const { clock, client } = setting();
    const ttl = new UpdateTimeToLiveCommand({
      TableName: 'ledger',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    await expect(clock.drive(client.send(ttl))).rejects.toThrow(/does not cover dynamodb UpdateTimeToLive/);
  });

  it('members that the store would drop', async () => {
    const { clock, client, dynamodb } = setting();
    await dynamodb.createTable(ledger);
    const put = new PutItemCommand({
      TableName: 'ledger',
      Item: { pk: { S: 'a' }, sk: { S: 'b' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_NEW' as never,
    });
    await expect(clock.drive(client.send(put))).rejects.toThrow(
      /'ALL_NEW' at 'returnValuesOnConditionCheckFailure' .* \[ALL_OLD, NONE\]/,
    );
    const streamed = { ...ledger, TableName: 'streamed', StreamSpecification: { StreamEnabled: true } };
    await expect(dynamodb.createTable(streamed)).rejects.toThrow(/CreateTable with StreamSpecification/);
  });

  it('a body that is no JSON object', async () => {
    const { dynamodb } = setting();
    const answer = await dynamodb.wire.handle({
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body: utf8('[]'),
    });
    expect([answer.status, JSON.parse(text(answer.body))]).toEqual([
      400,
      { __type: 'SerializationException', message: 'the request body is not a JSON object' },
    ]);
  });
});
