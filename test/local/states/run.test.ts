import { GetExecutionHistoryCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { callback, invoke, machine, roleArn, secondsInto, start, world } from './world.ts';

describe('the history', () => {
  it('of a machine with three states is, event by event, that of AWS', async () => {
    const w = world({ resolve: () => ({ endpoint: 'iris' }) });
    const { history } = await w.run(
      machine('Resolve', {
        Resolve: invoke('resolve', {
          TimeoutSeconds: 60,
          Assign: { plan: '{% $states.result.Payload %}' },
          Output: { ok: true },
          Next: 'Bake',
        }),
        Bake: { Type: 'Wait', Seconds: 300, Next: 'Done' },
        Done: { Type: 'Succeed', Output: { at: '{% $plan.endpoint %}' } },
      }),
      { key: 'k' },
    );
    const at = (seconds: number) => new Date(start + seconds * 1000);
    const truncated = { truncated: false };
    const who = { resourceType: 'lambda', resource: 'invoke' };
    const result = expect.stringMatching(
      /^\{"ExecutedVersion":"\$LATEST","Payload":\{"endpoint":"iris"\},"SdkHttpMetadata":.*,"StatusCode":200\}$/,
    );
    expect(history).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp: at(0),
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{"key":"k"}', inputDetails: truncated, roleArn },
      },
      {
        id: 2,
        previousEventId: 0,
        timestamp: at(0),
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: 'Resolve', input: '{"key":"k"}', inputDetails: truncated },
      },
      {
        id: 3,
        previousEventId: 2,
        timestamp: at(0),
        type: 'TaskScheduled',
        taskScheduledEventDetails: {
          ...who,
          region: 'us-east-1',
          parameters:
            '{"FunctionName":"arn:aws:lambda:us-east-1:000000000000:function:resolve","Payload":{"key":"k"}}',
          timeoutInSeconds: 60,
        },
      },
      { id: 4, previousEventId: 3, timestamp: at(0), type: 'TaskStarted', taskStartedEventDetails: who },
      {
        id: 5,
        previousEventId: 4,
        timestamp: at(0),
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...who, output: result, outputDetails: truncated },
      },
      {
        id: 6,
        previousEventId: 5,
        timestamp: at(0),
        type: 'TaskStateExited',
        stateExitedEventDetails: {
          name: 'Resolve',
          output: '{"ok":true}',
          outputDetails: truncated,
          assignedVariables: { plan: '{"endpoint":"iris"}' },
          assignedVariablesDetails: truncated,
        },
      },
      {
        id: 7,
        previousEventId: 6,
        timestamp: at(0),
        type: 'WaitStateEntered',
        stateEnteredEventDetails: { name: 'Bake', input: '{"ok":true}', inputDetails: truncated },
      },
      {
        id: 8,
        previousEventId: 7,
        timestamp: at(300),
        type: 'WaitStateExited',
        stateExitedEventDetails: { name: 'Bake', output: '{"ok":true}', outputDetails: truncated },
      },
      {
        id: 9,
        previousEventId: 8,
        timestamp: at(300),
        type: 'SucceedStateEntered',
        stateEnteredEventDetails: { name: 'Done', input: '{"ok":true}', inputDetails: truncated },
      },
      {
        id: 10,
        previousEventId: 9,
        timestamp: at(300),
        type: 'SucceedStateExited',
        stateExitedEventDetails: { name: 'Done', output: '{"at":"iris"}', outputDetails: truncated },
      },
      {
        id: 11,
        previousEventId: 10,
        timestamp: at(300),
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: '{"at":"iris"}', outputDetails: truncated },
      },
    ]);
  });

  it('of a failed expression has EvaluationFailed with its place', async () => {
    const { history } = await world().run(
      machine('Only', { Only: { Type: 'Pass', Output: { v: '{% $states.input.absent %}' }, End: true } }),
    );
    const cause =
      "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression " +
      "'$states.input.absent' specified for the field 'Output/v' returned nothing (undefined).";
    const error = 'States.QueryEvaluationError';
    expect(history.slice(2)).toMatchObject([
      {
        type: 'EvaluationFailed',
        evaluationFailedEventDetails: { error, cause, location: 'Output/v', state: 'Only' },
      },
      { type: 'ExecutionFailed', previousEventId: 3, executionFailedEventDetails: { error, cause } },
    ]);
  });

  it('ends the execution by force at event 25,000', async () => {
    const w = world();
    const executionArn = await w.startExecution(
      w.createMachine(
        machine('Spin', {
          Spin: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }], Default: 'Spin' },
          Done: { Type: 'Succeed' },
        }),
      ),
    );
    const execution = await w.finish(executionArn);
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    const { events } = await w.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
    );
    expect(events?.map(({ id, type }) => [id, type])).toEqual([
      [25_000, 'ExecutionFailed'],
      [24_999, 'ChoiceStateExited'],
    ]);
  });
});

describe('the end from outside', () => {
  it("comes at the machine's own TimeoutSeconds, wherever the execution is", async () => {
    const w = world({ ship: () => undefined });
    const { execution, history } = await w.run(
      machine('Shift', { Shift: callback('ship') }, { TimeoutSeconds: 3600 }),
    );
    expect(execution.status).toBe('TIMED_OUT');
    expect(secondsInto(execution.stopDate)).toBe(3600);
    expect(execution.error).toBeUndefined();
    expect(history.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  it('is StopExecution, with the error and the cause it is given; nothing happens after it', async () => {
    const w = world();
    const executionArn = await w.startExecution(
      w.createMachine(machine('Bake', { Bake: { Type: 'Wait', Seconds: 30, End: true } })),
    );
    await w.clock.advance(3_000);
    const { stopDate } = await w.sfn.send(
      new StopExecutionCommand({ executionArn, error: 'Manual', cause: 'probe' }),
    );
    expect(secondsInto(stopDate)).toBe(3);
    await w.clock.advance(60_000);
    expect(await w.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Manual',
      cause: 'probe',
    });
    const history = await w.history(executionArn);
    expect(history.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
    expect(history.at(-1)).toMatchObject({
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'Manual', cause: 'probe' },
    });
  });

  it('cuts a call short that still runs, and a retry that is waited for', async () => {
    const w: ReturnType<typeof world> = world({ slow: () => w.clock.sleep(60_000) });
    const slow = await w.startExecution(w.createMachine(machine('Slow', { Slow: invoke('slow') }), 'slow'));
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }];
    const waiting = await w.startExecution(
      w.createMachine(machine('Try', { Try: invoke('nobody', { Retry, End: true }) }), 'waiting'),
    );
    await w.clock.advance(1_000);
    for (const executionArn of [slow, waiting]) await w.sfn.send(new StopExecutionCommand({ executionArn }));
    await w.clock.advance(600_000);
    expect((await w.history(slow)).map(({ type }) => type).slice(-2)).toEqual([
      'TaskStarted',
      'ExecutionAborted',
    ]);
    expect((await w.history(waiting)).map(({ type }) => type).slice(-2)).toEqual([
      'TaskFailed',
      'ExecutionAborted',
    ]);
  });

  it('is refused to change an execution that is over', async () => {
    const w = world();
    const { executionArn, execution } = await w.run(machine('Done', { Done: { Type: 'Succeed' } }));
    await w.clock.advance(5_000);
    const { stopDate } = await w.sfn.send(new StopExecutionCommand({ executionArn, error: 'Manual' }));
    expect(stopDate).toEqual(execution.stopDate);
    expect((await w.describe(executionArn)).status).toBe('SUCCEEDED');
  });
});

describe('the same story', () => {
  it('gives the same trace every time, however its executions contend', async () => {
    const tell = async () => {
      const trace: unknown[] = [];
      const w: ReturnType<typeof world> = world({
        work: async (n: number) => {
          await w.clock.sleep(1_000 * (n % 3));
          trace.push([n, w.clock.now()]);
          if (n % 2 === 0) throw Object.assign(new Error('odd'), { name: 'Busy' });
        },
      });
      const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, JitterStrategy: 'FULL', MaxAttempts: 2 }];
      const arn = w.createMachine(machine('Work', { Work: invoke('work', { Retry, End: true }) }));
      const executions: string[] = [];
      for (let n = 0; n < 12; n += 1) executions.push(await w.startExecution(arn, n));
      await w.clock.advance(60_000);
      for (const executionArn of executions) trace.push(await w.history(executionArn));
      return trace;
    };
    expect(await tell()).toEqual(await tell());
  });
});
