import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EnableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  ResourceNotFoundException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { functionArn, queueArn, setting } from './setting.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const orders = { eventPattern: { source: ['shop'] } };
const toFunction = (name: string) => ({ id: name, arn: functionArn(name) });
const order = (number: number): PutEventsRequestEntry => ({
  Source: 'shop',
  DetailType: 'Order',
  Detail: JSON.stringify({ number }),
});

describe('the bus', () => {
  it('puts an emitted event into its envelope and hands it to the targets of matching rules, later', async () => {
    const { clock, bus, invoked } = setting();
    bus.putRule({ name: 'orders', ...orders, targets: [toFunction('first'), toFunction('second')] });
    bus.putRule({ name: 'others', eventPattern: { source: ['else'] }, targets: [toFunction('third')] });
    await clock.advance(1500);
    bus.sink.emit({ source: 'shop', detailType: 'Order', detail: { at: undefined, number: 1 } });
    expect(invoked).toEqual([]);
    await clock.advance(0);
    expect(invoked.map(({ arn }) => arn)).toEqual([functionArn('first'), functionArn('second')]);
    expect(invoked[0]?.payload).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      'detail-type': 'Order',
      source: 'shop',
      account: '000000000000',
      time: '2026-01-05T00:00:01Z',
      region: 'us-east-1',
      resources: [],
      detail: { number: 1 },
    });
  });

  it('gives every target a copy of its own', async () => {
    const { clock, bus, invoked } = setting();
    bus.putRule({ name: 'orders', ...orders, targets: [toFunction('first'), toFunction('second')] });
    bus.sink.emit({ source: 'shop', detailType: 'Order', detail: {} });
    await clock.advance(0);
    expect(invoked[0]?.payload).not.toBe(invoked[1]?.payload);
  });

  it('delivers in the order of emission, after its latency', async () => {
    const { clock, bus, invoked } = setting({ deliveryLatencyMs: 500 });
    bus.putRule({ name: 'orders', ...orders, targets: [toFunction('f')] });
    for (const number of [1, 2, 3])
      bus.sink.emit({ source: 'shop', detailType: 'Order', detail: { number } });
    await clock.advance(300);
    bus.sink.emit({ source: 'shop', detailType: 'Order', detail: { number: 4 } });
    await clock.advance(1000);
    expect(invoked.map(({ at, payload }) => [at, (payload as { detail: unknown }).detail])).toEqual([
      [0.5, { number: 1 }],
      [0.5, { number: 2 }],
      [0.5, { number: 3 }],
      [0.8, { number: 4 }],
    ]);
  });

  it('tells listeners of every event, even after one that fails', async () => {
    const { clock, bus, invoked } = setting();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const seen: string[] = [];
    bus.putRule({ name: 'orders', ...orders, targets: [toFunction('f')] });
    bus.onEvent(() => {
      throw new Error('a listener at fault');
    });
    const stop = bus.onEvent((event) => seen.push(event['detail-type']));
    bus.sink.emit({ source: 'unmatched', detailType: 'One', detail: {} });
    bus.sink.emit({ source: 'shop', detailType: 'Two', detail: {} });
    await clock.advance(0);
    stop();
    bus.sink.emit({ source: 'shop', detailType: 'Three', detail: {} });
    await clock.advance(0);
    expect(seen).toEqual(['One', 'Two']);
    expect(invoked.length).toBe(2);
    expect(warn).toHaveBeenCalledTimes(3);
  });

  it('delivers nothing more once closed', async () => {
    const { clock, bus, invoked } = setting();
    bus.putRule({ name: 'orders', ...orders, targets: [toFunction('f')] });
    bus.sink.emit({ source: 'shop', detailType: 'Order', detail: {} });
    bus.close();
    await clock.advance(60_000);
    expect(invoked).toEqual([]);
  });
});

describe('PutEvents', () => {
  it('answers each entry on its own', async () => {
    const { clock, client, bus, sent } = setting();
    bus.putRule({ name: 'orders', ...orders, targets: [{ id: 'q', arn: queueArn('orders') }] });
    const Entries: PutEventsRequestEntry[] = [
      { ...order(1), Time: new Date('2026-01-04T12:00:00.900Z'), Resources: ['arn:a'] },
      { ...order(2), Source: 'aws.s3' },
      { ...order(3), Detail: '[3]' },
      { ...order(4), Detail: '{' },
      { Source: 'shop', Detail: '{}' },
    ];
    const answer = await client.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries).toEqual([
      { EventId: expect.any(String) },
      { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
      },
    ]);
    await clock.advance(0);
    expect(sent.length).toBe(1);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      id: answer.Entries?.[0]?.EventId,
      time: '2026-01-04T12:00:00Z',
      resources: ['arn:a'],
      detail: { number: 1 },
    });
  });

  it.each<[string, PutEventsRequestEntry[], string]>([
    ['no entries', [], 'Member must have length greater than or equal to 1'],
    [
      'eleven',
      Array.from({ length: 11 }, (_, n) => order(n)),
      'Member must have length less than or equal to 10',
    ],
    [
      'too many bytes',
      [{ ...order(1), Detail: JSON.stringify({ text: 'x'.repeat(1024 * 1024) }) }],
      'Total size of the entries in the request is over the limit.',
    ],
    ['another bus', [{ ...order(1), EventBusName: 'mine' }], 'does not cover the event bus mine'],
  ])('refuses a request with %s', async (_, Entries, message) => {
    const { client } = setting();
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow(message);
  });
});

describe('rules by API', () => {
  it('are put, described, listed, changed and deleted', async () => {
    const { clock, client, invoked } = setting();
    const EventPattern = JSON.stringify(orders.eventPattern);
    const { RuleArn } = await client.send(new PutRuleCommand({ Name: 'orders', EventPattern }));
    expect(RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/orders');
    const Targets = [
      {
        Id: 'f',
        Arn: functionArn('f'),
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: queueArn('dead') },
      },
      { Id: 'g', Arn: functionArn('g'), Input: '{"fixed":true}' },
    ];
    await client.send(new PutTargetsCommand({ Rule: 'orders', Targets }));
    const listed = await client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }));
    expect(listed.Targets).toMatchObject(Targets);

    await client.send(new PutEventsCommand({ Entries: [order(1)] }));
    await clock.advance(0);
    expect(invoked.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ detail: { number: 1 } }),
      { fixed: true },
    ]);

    await client.send(
      new PutRuleCommand({ Name: 'orders', EventPattern, State: 'DISABLED', Description: 'd' }),
    );
    expect(await client.send(new DescribeRuleCommand({ Name: 'orders' }))).toMatchObject({
      Arn: RuleArn,
      EventPattern,
      State: 'DISABLED',
      Description: 'd',
      EventBusName: 'default',
    });
    await client.send(new PutEventsCommand({ Entries: [order(2)] }));
    await clock.advance(0);
    expect(invoked.length).toBe(2);

    await client.send(new PutRuleCommand({ Name: 'other', EventPattern }));
    const page = await client.send(new ListRulesCommand({ Limit: 1 }));
    expect(page.Rules?.map((rule) => rule.Name)).toEqual(['orders']);
    const next = await client.send(new ListRulesCommand({ NextToken: page.NextToken }));
    expect(next.Rules?.map((rule) => rule.Name)).toEqual(['other']);

    await expect(client.send(new DeleteRuleCommand({ Name: 'orders' }))).rejects.toThrow('it has targets');
    await client.send(new RemoveTargetsCommand({ Rule: 'orders', Ids: ['f', 'g'] }));
    await client.send(new DeleteRuleCommand({ Name: 'orders' }));
    await expect(client.send(new DescribeRuleCommand({ Name: 'orders' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it.each<[string, object, string]>([
    [
      'a transformer',
      { InputTransformer: { InputTemplate: '"x"' } },
      'does not cover event targets with InputTransformer',
    ],
    ['an input path', { InputPath: '$.detail' }, 'does not cover event targets with InputPath'],
    [
      'a target of a service that is not there',
      { Arn: 'arn:aws:kinesis:us-east-1:0:stream/s' },
      'does not cover',
    ],
    ['a state machine, without one', { Arn: 'arn:aws:states:us-east-1:0:stateMachine:m' }, 'does not cover'],
    ['too many retries', { RetryPolicy: { MaximumRetryAttempts: 186 } }, "Value '186' at 'retryPolicy."],
    ['too short an age', { RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, "Value '59' at 'retryPolicy."],
    ['an input that is no JSON', { Input: 'x' }, 'JSON syntax error in input for target t'],
  ])('refuse %s', async (_, changes, message) => {
    const { client, bus } = setting();
    bus.putRule({ name: 'orders', ...orders, targets: [] });
    const Targets = [{ Id: 't', Arn: functionArn('f'), ...changes }];
    await expect(client.send(new PutTargetsCommand({ Rule: 'orders', Targets }))).rejects.toThrow(message);
    expect((await client.send(new ListTargetsByRuleCommand({ Rule: 'orders' }))).Targets).toEqual([]);
  });

  it('have five targets at most', async () => {
    const { bus } = setting();
    const targets = ['1', '2', '3', '4', '5', '6'].map(toFunction);
    expect(() => bus.putRule({ name: 'orders', ...orders, targets })).toThrow(/exceeds the maximum/);
  });

  it('start executions where state machines are reachable', async () => {
    const { clock, bus, started } = setting({ states: true });
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
    bus.putRule({ name: 'orders', ...orders, targets: [{ id: 'm', arn, input: '{"a":1}' }] });
    bus.sink.emit({ source: 'shop', detailType: 'Order', detail: {} });
    await clock.advance(0);
    expect(started).toEqual([{ arn, input: '{"a":1}' }]);
  });

  it('refuse schedules, bad patterns and operations that are not covered', async () => {
    const { client } = setting();
    const put = (changes: object) => client.send(new PutRuleCommand({ Name: 'r', ...changes }));
    await expect(put({ ScheduleExpression: 'rate(1 minute)' })).rejects.toThrow(/does not cover/);
    await expect(put({ EventPattern: '{"source":"shop"}' })).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    });
    await expect(put({})).rejects.toThrow('EventPattern or ScheduleExpression must be specified');
    await expect(client.send(new EnableRuleCommand({ Name: 'r' }))).rejects.toThrow(
      /does not cover events EnableRule/,
    );
  });
});

describe('TestEventPattern', () => {
  const event = {
    id: '1',
    account: '0',
    source: 'shop',
    time: '2026-01-05T00:00:00Z',
    region: 'us-east-1',
    'detail-type': 'Order',
  };
  const test = async (pattern: object, Event: string) => {
    const { client } = setting();
    return (await client.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event })))
      .Result;
  };

  it('says whether an event matches, which needs no resources', async () => {
    expect(await test({ source: ['shop'] }, JSON.stringify(event))).toBe(true);
    expect(await test({ source: ['else'] }, JSON.stringify(event))).toBe(false);
  });

  it('wants a whole event', async () => {
    for (const Event of ['{"source":"shop"}', '["shop"]', 'x']) {
      await expect(test({ source: ['shop'] }, Event)).rejects.toMatchObject({
        name: 'ValidationException',
        message: 'Parameter Event is not valid.',
      });
    }
  });
});
