import { CloudWatchClient, DeleteAlarmsCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMeter, type Meter } from '../../../bench/controller/meter.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createContainers } from '../../../local/containers/containers.ts';
import type { Handler, Seam } from '../../../local/lambda/seam.ts';
import { createLocalAws, type LocalAws } from '../../../local/stack/local-aws.ts';

type Work = (seam: Seam) => Promise<void>;

let clock: VirtualClock;
let meter: Meter;
let aws: LocalAws;
let work: Work;

/** A stack of one table and one function, which does what the test says. */
beforeEach(async () => {
  clock = new VirtualClock();
  meter = createMeter(() => clock.now());
  aws = await createLocalAws({
    clock,
    seed: 1,
    template,
    containers: createContainers({ clock, registry: {}, workDir: '/nowhere' }),
    load: async () =>
      meter.metered({
        make:
          (seam): Handler =>
          async () =>
            work(seam),
      }),
  });
  meter.attach(aws, { 'on-it': 256 });
});

afterEach(() => aws.close());

const template = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'on-it', Handler: 'functions/on-it.handler' },
    },
  },
};

async function invoke(what: Work): Promise<void> {
  work = what;
  const answer = await clock.drive(
    aws.clients(LambdaClient).send(new InvokeCommand({ FunctionName: 'on-it', Payload: Buffer.from('{}') })),
  );
  expect(answer.FunctionError, Buffer.from(answer.Payload ?? []).toString()).toBeUndefined();
}

const item = (bytes: number) => ({ pk: { S: 'x' }, text: { S: 'y'.repeat(bytes) } });

it('takes DynamoDB’s own word for what a call consumes', async () => {
  await invoke(async ({ clients }) => {
    const db = clients(DynamoDBClient);
    // 2,500 bytes and a little: three units to write at 1 KB each, one to read at 4 KB.
    await db.send(new PutItemCommand({ TableName: 'table', Item: item(2500) }));
    const get = { TableName: 'table', Key: { pk: { S: 'x' } } };
    await db.send(new GetItemCommand({ ...get, ConsistentRead: true }));
    // Half as much if it may be a little old.
    await db.send(new GetItemCommand(get));
  });
  const usage = meter.take([]);
  expect(usage).toMatchObject({ dynamoWriteUnits: 3, dynamoReadUnits: 1.5 });
  expect(usage.calls).toEqual({ 'dynamodb:PutItem': 1, 'dynamodb:GetItem': 2 });
});

it('charges a write whose condition fails, too', async () => {
  await invoke(async ({ clients }) => {
    const db = clients(DynamoDBClient);
    const Put = { TableName: 'table', Item: item(1), ConditionExpression: 'attribute_exists(pk)' };
    await db.send(new PutItemCommand(Put)).catch(() => undefined);
  });
  expect(meter.take([]).dynamoWriteUnits).toBe(1);
});

it('charges an alarm from its making to its deletion, by metric, each begun hour whole', async () => {
  const alarm = {
    AlarmName: 'a',
    Threshold: 1,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold' as const,
  };
  const stat = (Id: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'n', MetricName: Id }, Period: 60, Stat: 'Sum' },
  });
  await invoke(async ({ clients }) => {
    const Metrics = [{ Id: 'sum', Expression: 'x + y' }, stat('x'), stat('y')];
    await clients(CloudWatchClient).send(new PutMetricAlarmCommand({ ...alarm, Metrics }));
  });
  await clock.advance(61 * 60_000);
  await invoke(async ({ clients }) => {
    await clients(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: ['a'] }));
  });
  // 61 minutes are two hours, of two metrics.
  expect(meter.take([]).alarmMetricHours).toBe(4);
  expect(meter.take([]).alarmMetricHours).toBe(0);
});

it('counts a custom metric once an hour, and its dimensions apart', async () => {
  const sent = (Phase: string) => ({
    _aws: {
      Timestamp: clock.now(),
      CloudWatchMetrics: [{ Namespace: 'n', Dimensions: [['Phase']], Metrics: [{ Name: 'PhaseSeconds' }] }],
    },
    Phase,
    PhaseSeconds: 1,
  });
  await invoke(async ({ emit }) => {
    for (const phase of ['queued', 'shifting', 'queued']) emit(sent(phase));
  });
  await clock.advance(3_600_000);
  await invoke(async ({ emit }) => emit(sent('queued')));
  expect(meter.take([]).metricHours).toBe(3);
});

it('knows a function by its name and its memory, and starts anew once it is read', async () => {
  await invoke(async () => undefined);
  expect(meter.take([]).invocations).toEqual([
    { functionName: 'on-it', memoryMb: 256, calls: 0, byEvent: false },
  ]);
  expect(meter.take([]).invocations).toEqual([]);
});
