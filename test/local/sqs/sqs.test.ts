import {
  AddPermissionCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { text, utf8 } from '../../../local/transport/wire.ts';
import { sqsWorld } from './support.ts';

type World = ReturnType<typeof sqsWorld>;

const send = ({ clock, sqs, QueueUrl }: World, input: Partial<SendMessageCommandInput>) =>
  clock.drive(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', ...input })));

const receive = async (
  { clock, sqs, QueueUrl }: World,
  input: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> => {
  const answer = await clock.drive(sqs.send(new ReceiveMessageCommand({ QueueUrl, ...input })));
  return answer.Messages ?? [];
};

test('a message sent is received with its attributes, and gone once deleted', async () => {
  const world = sqsWorld();
  const sent = await send(world, {
    MessageBody: 'Grüße',
    MessageAttributes: {
      ERROR_CODE: { DataType: 'String', StringValue: 'SDK_CLIENT_ERROR' },
      n: { DataType: 'Number.int', StringValue: '42' },
    },
  });
  // Computed independently of this code.
  expect(sent.MD5OfMessageAttributes).toBe('7b96ce9e86c4c337a90c80b49eb0c252');

  await world.clock.advance(2000);
  const [message] = await receive(world, {
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['n'],
  });
  expect(message).toMatchObject({
    MessageId: sent.MessageId,
    Body: 'Grüße',
    Attributes: {
      SentTimestamp: String(Date.UTC(2026, 0, 5)),
      ApproximateFirstReceiveTimestamp: String(Date.UTC(2026, 0, 5) + 2000),
      ApproximateReceiveCount: '1',
    },
  });
  expect(message?.MessageAttributes).toEqual({ n: { DataType: 'Number.int', StringValue: '42' } });

  const { sqs, QueueUrl } = world;
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  await world.clock.advance(60_000);
  expect(await receive(world)).toEqual([]);
});

test('a received message is hidden for the visibility timeout, to the millisecond, then comes again', async () => {
  const world = sqsWorld();
  await send(world, {});
  const [first] = await receive(world);
  await world.clock.advance(29_999);
  expect(await receive(world)).toEqual([]);
  await world.clock.advance(1);
  const [second] = await receive(world, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  expect(second?.MessageId).toBe(first?.MessageId);
  expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
});

test('an earlier receipt handle deletes too, and again without error', async () => {
  const world = sqsWorld();
  const { sqs, QueueUrl, clock } = world;
  const remove = (ReceiptHandle?: string) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  await send(world, {});
  const [first] = await receive(world, { VisibilityTimeout: 5 });
  await clock.advance(5000);
  const [second] = await receive(world, { VisibilityTimeout: 5 });
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  await remove(first?.ReceiptHandle);
  await clock.advance(5000);
  expect(await receive(world)).toEqual([]);
  await remove(second?.ReceiptHandle);
  await expect(remove('bogus')).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
});

test('a long poll ends as soon as a message comes in', async () => {
  const world = sqsWorld();
  const start = world.clock.now();
  const polling = receive(world, { WaitTimeSeconds: 20 });
  const later = world.clock.sleep(7000).then(() => world.service.queues.send(world.arn, 'at last'));
  expect(await polling).toMatchObject([{ Body: 'at last' }]);
  await later;
  expect(world.clock.now() - start).toBe(7000);
});

test('a long poll sees a hidden message come back, and else waits its time and no longer', async () => {
  const world = sqsWorld({ VisibilityTimeout: '5', ReceiveMessageWaitTimeSeconds: '20' });
  await send(world, {});
  const start = world.clock.now();
  expect(await receive(world)).toHaveLength(1);
  expect(await receive(world)).toHaveLength(1);
  expect(world.clock.now() - start).toBe(5000);

  await world.sqs.send(new PurgeQueueCommand({ QueueUrl: world.QueueUrl }));
  expect(await receive(world)).toEqual([]);
  expect(world.clock.now() - start).toBe(25_000);
});

test('of two pollers one gets the message', async () => {
  const world = sqsWorld();
  const { clock, sqs, QueueUrl } = world;
  const poll = () => sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  const both = Promise.all([poll(), poll()]);
  await clock.advance(1000);
  world.service.queues.send(world.arn, 'one');
  const got = await clock.drive(both);
  expect(got.map(({ Messages = [] }) => Messages.length).toSorted()).toEqual([0, 1]);
});

test('a delayed message is not there before its time', async () => {
  const world = sqsWorld();
  await send(world, { DelaySeconds: 10 });
  await world.clock.advance(9999);
  expect(await receive(world)).toEqual([]);
  await world.clock.advance(1);
  expect(await receive(world)).toHaveLength(1);
});

test('messages come oldest first, up to the number asked for', async () => {
  const world = sqsWorld();
  for (const MessageBody of ['1', '2', '3']) await send(world, { MessageBody });
  const bodies = (await receive(world, { MaxNumberOfMessages: 2 })).map(({ Body }) => Body);
  expect(bodies).toEqual(['1', '2']);
});

test('a message older than the retention period is gone', async () => {
  const world = sqsWorld({ MessageRetentionPeriod: '60' });
  await send(world, {});
  await world.clock.advance(60_000);
  expect(await receive(world)).toEqual([]);
});

test('attributes count what is visible, in flight and delayed', async () => {
  const world = sqsWorld();
  for (const DelaySeconds of [0, 0, 0, 60]) await send(world, { DelaySeconds });
  await receive(world);
  const { sqs, QueueUrl } = world;
  const get = async (...AttributeNames: ('All' | 'QueueArn' | 'Policy')[]) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
  expect(await get('All')).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
    ApproximateNumberOfMessages: '2',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
    VisibilityTimeout: '30',
    CreatedTimestamp: '1767571200',
  });
  expect(await get('QueueArn', 'Policy')).toEqual({ QueueArn: world.arn });
  await expect(get('Bogus' as 'All')).rejects.toMatchObject({ name: 'InvalidAttributeName' });
});

test('a purge empties the queue, once a minute', async () => {
  const world = sqsWorld();
  const { sqs, QueueUrl, clock } = world;
  const purge = () => sqs.send(new PurgeQueueCommand({ QueueUrl }));
  await send(world, {});
  await purge();
  expect(await receive(world)).toEqual([]);
  await expect(purge()).rejects.toMatchObject({ name: 'PurgeQueueInProgress' });
  await clock.advance(60_000);
  await purge();
});

test('queues are found by name and listed by prefix, page by page', async () => {
  const { sqs, service, QueueUrl } = sqsWorld();
  service.createQueue('dead-events');
  service.createQueue('work');
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName: 'dead-letters' }));
  expect(found.QueueUrl).toBe(QueueUrl);
  const page = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'dead', MaxResults: 1 }));
  expect(page.QueueUrls).toEqual(['http://127.0.0.1:4566/000000000000/dead-events']);
  const rest = await sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: 'dead', MaxResults: 1, NextToken: page.NextToken }),
  );
  expect([rest.QueueUrls, rest.NextToken]).toEqual([[QueueUrl], undefined]);
});

test("a queue that isn't there is the SDK's own exception, and an AWS-shaped one inside", async () => {
  const { sqs, service } = sqsWorld();
  const missing = sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }));
  await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(missing).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    Code: 'AWS.SimpleQueueService.NonExistentQueue',
  });
  expect(() => service.queues.send('arn:aws:sqs:us-east-1:000000000000:none', 'x')).toThrow(
    expect.objectContaining({ code: 'AWS.SimpleQueueService.NonExistentQueue' }),
  );
});

test('on the wire that error has both its names, as boto3 wants them', async () => {
  const { service } = sqsWorld();
  const response = await service.wire.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': 'AmazonSQS.GetQueueUrl' },
    body: utf8('{"QueueName":"none"}'),
  });
  expect(JSON.parse(text(response.body)).__type).toBe('com.amazonaws.sqs#QueueDoesNotExist');
  const code = 'AWS.SimpleQueueService.NonExistentQueue;Sender';
  expect(response.headers['x-amzn-query-error']).toBe(code);
});

test.each([
  ['MissingParameter', { MessageBody: '' }],
  ['InvalidMessageContents', { MessageBody: 'a\u0000b' }],
  ['InvalidParameterValue', { MessageBody: 'x'.repeat(1_048_577) }],
  ['InvalidParameterValue', { DelaySeconds: 901 }],
  ['InvalidParameterValue', { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } }],
  ['InvalidParameterValue', { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }],
  ['InvalidParameterValue', { MessageAttributes: { a: { DataType: 'String', StringValue: 'a\u0008b' } } }],
  [
    'InvalidParameterValue',
    { MessageAttributes: { a: { DataType: `Number.${'L'.repeat(256)}`, StringValue: '1' } } },
  ],
  ['InvalidMessageContents', { MessageBody: '\uffff' }],
  ['UnknownOperationException', { MessageGroupId: 'g' }],
])('%s: what SQS would not send', async (name, input) => {
  await expect(send(sqsWorld(), input)).rejects.toMatchObject({ name });
});

test.each([
  [[], []],
  [['All'], ['General', 'Hello', 'Help.Me']],
  [['*'], ['General', 'Hello', 'Help.Me']],
  [['.*'], ['General', 'Hello', 'Help.Me']],
  [['Foo', 'Help'], []],
  [['Foo', 'Hello'], ['Hello']],
  [['Hel.*'], ['Hello', 'Help.Me']],
  [['Help.*'], ['Help.Me']],
  [['AWS.'], []],
  [['..foo'], []],
])('of the attributes %j those come that AWS sends', async (MessageAttributeNames, expected) => {
  const world = sqsWorld();
  const attribute = { DataType: 'String', StringValue: 'x' };
  await send(world, { MessageAttributes: { 'Help.Me': attribute, Hello: attribute, General: attribute } });
  const [message] = await receive(world, { MessageAttributeNames });
  expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(expected);
});

test.each([
  ['attr.1øßä', true],
  ['a..b', true],
  ['L'.repeat(255), true],
  ['L'.repeat(257), false],
  ['aWs.x', false],
  ['AMAZON.x', false],
  ['.x', false],
  ['x.', false],
  ...['!', '"', '§', '(', '?', ' '].map((character): [string, boolean] => [`x${character}y`, false]),
])('whether an attribute may be named %j: %s', async (name, isFine) => {
  const sending = send(sqsWorld(), {
    MessageAttributes: { [name]: { DataType: 'String', StringValue: 'x' } },
  });
  if (isFine) expect(await sending).toHaveProperty('MessageId');
  else await expect(sending).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('a queue is found by its bare name in place of its URL, as on AWS', async () => {
  const world = sqsWorld();
  await send(world, { QueueUrl: 'dead-letters' });
  expect(await receive(world)).toHaveLength(1);
  await expect(send(world, { QueueUrl: 'none' })).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(send(world, { QueueUrl: 'a/b' })).rejects.toBeInstanceOf(QueueDoesNotExist);
});

test('what is asked of a receive is bounded', async () => {
  for (const input of [{ MaxNumberOfMessages: 11 }, { WaitTimeSeconds: 21 }, { VisibilityTimeout: -1 }]) {
    await expect(receive(sqsWorld(), input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  }
});

test('an operation that is not covered says so', async () => {
  const { sqs, QueueUrl } = sqsWorld();
  const add = new AddPermissionCommand({ QueueUrl, Label: 'a', AWSAccountIds: [], Actions: [] });
  await expect(sqs.send(add)).rejects.toThrow(/does not cover sqs AddPermission/);
});

test('queue attributes are checked, and refused where they are not covered', () => {
  const { service } = sqsWorld();
  service.createQueue('fine', { MessageRetentionPeriod: '1209600', SqsManagedSseEnabled: 'true' });
  expect(() => service.createQueue('fine')).toThrow(/already exists/);
  expect(() => service.createQueue('a', { VisibilityTimeout: '43201' })).toThrow(
    /from 0 to 43200, got "43201"/,
  );
  expect(() => service.createQueue('b', { Policy: '{}' })).toThrow(/does not cover.*Policy/);
  expect(() => service.createQueue('c.fifo')).toThrow(/FIFO/);
});

test('older clients speak Query: send, receive, delete, count', async () => {
  const { query, QueueUrl } = sqsWorld();
  const sent = await query({
    Action: 'SendMessage',
    QueueUrl,
    MessageBody: 'a <b> & c',
    'MessageAttribute.1.Name': 'kind',
    'MessageAttribute.1.Value.DataType': 'String',
    'MessageAttribute.1.Value.StringValue': 'test',
  });
  expect(sent).toMatch(/<SendMessageResult>.*<MD5OfMessageAttributes>.*<MessageId>/);
  const received = await query({
    Action: 'ReceiveMessage',
    QueueUrl,
    'AttributeName.1': 'ApproximateReceiveCount',
    'MessageAttributeName.1': 'All',
    MaxNumberOfMessages: '10',
  });
  expect(received).toContain('<Body>a &lt;b&gt; &amp; c</Body>');
  expect(received).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
  expect(received).toContain('<MessageAttribute><Name>kind</Name><Value>');
  const ReceiptHandle = /<ReceiptHandle>(.*?)<\/ReceiptHandle>/.exec(received)?.[1] ?? '';
  expect(await query({ Action: 'DeleteMessage', QueueUrl, ReceiptHandle })).toContain(
    '<DeleteMessageResponse',
  );
  const counted = await query({
    Action: 'GetQueueAttributes',
    QueueUrl,
    'AttributeName.1': 'ApproximateNumberOfMessagesNotVisible',
  });
  expect(counted).toContain('<Name>ApproximateNumberOfMessagesNotVisible</Name><Value>0</Value>');
  const missing = await query({ Action: 'GetQueueUrl', QueueName: 'none' });
  expect(missing).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
});
