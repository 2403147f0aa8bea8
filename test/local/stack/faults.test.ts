import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { InvocationRecord } from '../../../local/lambda/invocation.ts';
import type { Handler, Seam } from '../../../local/lambda/seam.ts';
import { createLocalAws, type LocalAws } from '../../../local/stack/local-aws.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const topicArn = arn('sns', 'notices');

const machine = (name: string, states: object) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: name,
    RoleArn: 'arn:aws:iam::000000000000:role/r',
    DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Work', States: states }),
  },
});

/** One function that publishes twice, a machine that retries it, another one that waits, an alarm, and a rule. */
const template = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'notices' } },
    Publish: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'publish', Handler: 'functions/publish.handler' },
    },
    Rollout: machine('rollout', {
      Work: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'publish', Payload: {} },
        Retry: [
          { ErrorEquals: ['Runtime.ExitError', 'States.TaskFailed'], IntervalSeconds: 5, MaxAttempts: 2 },
        ],
        End: true,
      },
    }),
    Caretaker: machine('caretaker', { Work: { Type: 'Wait', Seconds: 30, End: true } }),
    Failures: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'failures',
        Namespace: 'Greenlight',
        MetricName: 'Failures',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Publish' },
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'on-app',
        EventPattern: { source: ['app'] },
        Targets: [
          { Id: 'publish', Arn: { 'Fn::GetAtt': ['Publish', 'Arn'] } },
          { Id: 'care', Arn: { Ref: 'Caretaker' } },
        ],
      },
    },
  },
};

describe('Faults of the local AWS', () => {
  let running: LocalAws | undefined;
  afterEach(() => running?.close());

  async function story() {
    const clock = new VirtualClock();
    const make = ({ clients }: Seam): Handler => {
      const sns = clients(SNSClient);
      return async () => {
        for (const Message of ['one', 'two'])
          await sns.send(new PublishCommand({ TopicArn: topicArn, Message }));
      };
    };
    const aws = await createLocalAws({
      clock,
      seed: 1,
      template,
      containers: { start: () => Promise.reject(new Error('no container is needed here')) },
      load: async () => ({ make }),
    });
    running = aws;
    const notices: string[] = [];
    aws.onNotice(({ body }) => notices.push(body));
    const records: InvocationRecord[] = [];
    aws.onInvocation((record) => records.push(record));
    const sfn = aws.clients(SFNClient);
    const run = async (name: string) => {
      const stateMachineArn = arn('states', `stateMachine:${name}`);
      const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
      await clock.advance(60_000);
      return { ...(await sfn.send(new DescribeExecutionCommand({ executionArn }))), executionArn };
    };
    return { aws, clock, notices, records, run, sfn };
  }

  it('kill a handler, which Step Functions retries as its definition says', async () => {
    const { aws, notices, records, run, clock } = await story();
    const kill = aws.kill({ functionName: 'publish', atCall: 2, moment: 'before' });
    const { status, executionArn } = await run('rollout');
    expect([status, kill.struck]).toEqual(['SUCCEEDED', true]);
    expect(notices).toEqual(['one', 'one', 'two']);
    const publish = { service: 'sns', operation: 'Publish' };
    expect(records).toMatchObject([
      { functionName: 'publish', outcome: 'killed', cold: true, calls: [publish] },
      { functionName: 'publish', outcome: 'succeeded', cold: true, calls: [publish, publish] },
    ]);
    expect((records[1]?.startedAt ?? 0) - (records[0]?.endedAt ?? 0)).toBe(5000);
    // The state and its one retry.
    expect(aws.transitions(executionArn)).toBe(2);
    expect(clock.leaks).toEqual([]);
  });

  it('tell the death of a handler as Lambda does, where nothing retries it any more', async () => {
    const { aws, run } = await story();
    for (const invocation of [1, 2, 3])
      aws.kill({ functionName: 'publish', atCall: 1, moment: 'after', invocation });
    const { status, error, cause } = await run('rollout');
    expect([status, error]).toEqual(['FAILED', 'Runtime.ExitError']);
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('let a handler wait at a call, and tell that it timed out where that is too long', async () => {
    const { aws, notices, records, run } = await story();
    const at = { functionName: 'publish', atCall: 1, moment: 'after' } as const;
    const pause = aws.kill({ ...at, pauseMs: 2000 });
    expect((await run('caretaker')).status).toBe('SUCCEEDED');
    expect(pause.struck).toBe(false);
    expect((await run('rollout')).status).toBe('SUCCEEDED');
    expect(pause.struck).toBe(true);
    const lasted = () => records.map(({ startedAt, endedAt }) => endedAt - startedAt);
    expect([notices, lasted()]).toEqual([['one', 'two'], [2000]]);
    // Lambda's own timeout is three seconds, where a template names none.
    aws.kill({ ...at, pauseMs: 5000 });
    expect((await run('rollout')).status).toBe('SUCCEEDED');
    expect([notices, lasted()]).toEqual([
      ['one', 'two', 'one', 'one', 'two'],
      [2000, 3000, 0],
    ]);
  });

  it('fail calls of the API, whoever makes them', async () => {
    const { aws, notices, run, sfn } = await story();
    aws.failCalls({ service: 'sns', operation: 'Publish', nth: 2, error: 'throttled' });
    const lost = aws.failCalls({ service: 'states', operation: 'ListExecutions', error: 'failed' });
    expect((await run('rollout')).status).toBe('SUCCEEDED');
    expect(notices).toEqual(['one', 'one', 'two']);
    const list = () =>
      sfn.send(new ListExecutionsCommand({ stateMachineArn: arn('states', 'stateMachine:rollout') }));
    await expect(list()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect((await list()).executions).toHaveLength(1);
    expect(lost.struck).toBe(1);
  });

  it('disturb events on their way to a rule’s targets', async () => {
    const { aws, clock, records, sfn } = await story();
    aws.disturbEvents({ rule: 'on-app', times: 1, effect: { kind: 'duplicate' } });
    const put = () =>
      aws
        .clients(EventBridgeClient)
        .send(new PutEventsCommand({ Entries: [{ Source: 'app', DetailType: 'Step', Detail: '{}' }] }));
    await put();
    await clock.advance(1000);
    expect(records).toHaveLength(2);
    // The rule's other target, a state machine, got it twice as well.
    const { executions } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: arn('states', 'stateMachine:caretaker') }),
    );
    expect(executions).toHaveLength(2);
    await put();
    await clock.advance(1000);
    expect(records).toHaveLength(3);
  });
});

describe('A template', () => {
  it('may have several state machines, which run apart, and alarms, which watch', async () => {
    const clock = new VirtualClock();
    const aws = await createLocalAws({
      clock,
      seed: 1,
      template,
      containers: { start: () => Promise.reject(new Error('no container is needed here')) },
      load: async () => ({ make: () => async () => 'done' }),
    });
    const sfn = aws.clients(SFNClient);
    const arns = ['rollout', 'caretaker'].map((name) => arn('states', `stateMachine:${name}`));
    for (const stateMachineArn of arns)
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'same' }));
    await clock.advance(10_000);
    const statuses = [];
    for (const stateMachineArn of arns) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      statuses.push(executions.map(({ status }) => status));
    }
    expect(statuses).toEqual([['SUCCEEDED'], ['RUNNING']]);
    const { MetricAlarms = [] } = await aws.clients(CloudWatchClient).send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['failures']);
    await aws.close();
  });
});
