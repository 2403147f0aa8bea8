import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { callback, fail, machine, secondsInto, world } from './world.ts';

/** A world whose function `ship` keeps the token it is given; `then` is what else it does. */
function shipping(then: (token: string) => unknown = () => undefined) {
  const tokens: string[] = [];
  const w = world({
    ship: ({ token }: { token: string }) => {
      tokens.push(token);
      return then(token);
    },
  });
  const succeed = (output: unknown, token = tokens.at(-1)) =>
    w.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
  const failTask = (error?: string, cause?: string) =>
    w.sfn.send(new SendTaskFailureCommand({ taskToken: tokens.at(-1), error, cause }));
  const heartbeat = () => w.sfn.send(new SendTaskHeartbeatCommand({ taskToken: tokens.at(-1) }));
  const startShift = async (more: object = { End: true }, others: object = {}) => {
    const arn = await w.startExecution(
      w.createMachine(machine('Shift', { Shift: callback('ship', more), ...others })),
    );
    await w.clock.settle();
    return arn;
  };
  return { ...w, tokens, succeed, failTask, heartbeat, startShift };
}

const types = (events: { type: string | undefined }[]) => events.map(({ type }) => type);

describe('a Task that waits for its token', () => {
  it("goes on when the token is completed, with the callback's output as its result", async () => {
    const w = shipping();
    const arn = await w.startShift();
    await w.clock.advance(3_600_000);
    expect((await w.describe(arn)).status).toBe('RUNNING');
    await w.succeed({ verdict: 'DEPLOYED' });
    const execution = await w.finish(arn);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"verdict":"DEPLOYED"}' });
    expect(secondsInto(execution.stopDate)).toBe(3600);
    expect(types(await w.history(arn))).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('fails with the error and the cause that the callback reports, and can be caught', async () => {
    const w = shipping();
    const arn = await w.startShift(
      { Catch: [{ ErrorEquals: ['RolledBack'], Next: 'Told' }], Next: 'Told' },
      { Told: { Type: 'Succeed' } },
    );
    await w.failTask('RolledBack', 'alarm iris-5xx');
    expect((await w.finish(arn)).output).toBe('{"Error":"RolledBack","Cause":"alarm iris-5xx"}');
  });

  it('fails without a name when the callback reports none', async () => {
    const w = shipping();
    const arn = await w.startShift();
    await w.failTask();
    const execution = await w.finish(arn);
    expect(execution.status).toBe('FAILED');
    expect(execution.error).toBeUndefined();
  });

  it('may be completed before the function has answered; the answer then changes nothing', async () => {
    const w: ReturnType<typeof shipping> = shipping(async (token) => {
      await w.succeed('early', token);
      await w.clock.sleep(5_000);
      return 'late answer';
    });
    const Bake = { Type: 'Wait', Seconds: 60, End: true };
    const arn = await w.startShift({ Next: 'Bake' }, { Bake });
    const execution = await w.finish(arn);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '"early"' });
    expect(secondsInto(execution.stopDate)).toBe(60);
    // The function answers at +5 s, while the execution bakes: the task is over, so nothing tells of it.
    expect(types(await w.history(arn))).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('keeps an early completion even if the function fails after it', async () => {
    const w: ReturnType<typeof shipping> = shipping(async (token) => {
      await w.succeed('early', token);
      fail('TooLate');
    });
    const arn = await w.startShift();
    expect((await w.finish(arn)).status).toBe('SUCCEEDED');
  });

  it('fails with the function when that fails first, and the token is then of no use', async () => {
    const w = shipping(() => fail('UpdateRefused', 'already updating'));
    const arn = await w.startShift();
    expect(await w.finish(arn)).toMatchObject({ status: 'FAILED', error: 'UpdateRefused' });
    await expect(w.succeed('x')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('has a new token at every attempt; the old one is of no use', async () => {
    const w = shipping();
    const arn = await w.startShift({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 7 }], End: true });
    await w.failTask('Again');
    await w.clock.advance(7_000);
    const [first, second] = w.tokens;
    expect(w.tokens).toHaveLength(2);
    expect(first).not.toBe(second);
    await expect(w.succeed('x', first)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await w.succeed('done');
    expect((await w.finish(arn)).output).toBe('"done"');
  });
});

describe('its token', () => {
  it('completes the task once; the second completion is told that the task is gone', async () => {
    const w = shipping();
    const arn = await w.startShift();
    const [first, second, third] = await Promise.allSettled([
      w.succeed('one'),
      w.succeed('two'),
      w.failTask('three'),
    ]);
    expect(first.status).toBe('fulfilled');
    for (const late of [second, third]) {
      expect(late).toMatchObject({
        status: 'rejected',
        reason: { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" },
      });
    }
    expect((await w.finish(arn)).output).toBe('"one"');
  });

  it('is refused when it is no token at all, or one that was never given out', async () => {
    const w = shipping();
    await expect(w.succeed('x', 'FakeTaskToken')).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    const unknown = `AQCU${'A'.repeat(128)}`;
    await expect(w.succeed('x', unknown)).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });

  it('takes only JSON, and a wrong output leaves the task waiting', async () => {
    const w = shipping();
    const arn = await w.startShift();
    await expect(
      w.sfn.send(new SendTaskSuccessCommand({ taskToken: w.tokens[0], output: 'not json' })),
    ).rejects.toMatchObject({ name: 'InvalidOutput' });
    await w.succeed('right');
    expect((await w.finish(arn)).output).toBe('"right"');
  });

  it('is of no use once the execution was stopped', async () => {
    const w = shipping();
    const arn = await w.startShift();
    await w.sfn.send(new StopExecutionCommand({ executionArn: arn }));
    await expect(w.succeed('x')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect((await w.describe(arn)).status).toBe('ABORTED');
  });
});

describe('TimeoutSeconds', () => {
  it('ends the wait with States.Timeout at that very second, without a cause', async () => {
    const w = shipping();
    const arn = await w.startShift({ TimeoutSeconds: 600, End: true });
    const execution = await w.finish(arn);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(execution.cause).toBeUndefined();
    expect(secondsInto(execution.stopDate)).toBe(600);
    const timedOut = (await w.history(arn)).find(({ type }) => type === 'TaskTimedOut');
    expect(timedOut?.taskTimedOutEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      error: 'States.Timeout',
    });
    await expect(w.succeed('late')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('can be an expression, is shown in the history, and its error can be caught with an empty cause', async () => {
    const w = shipping();
    const definition = machine('Plan', {
      Plan: { Type: 'Pass', Assign: { plan: { seconds: 100, margin: 20 } }, Next: 'Shift' },
      Shift: callback('ship', {
        TimeoutSeconds: '{% $plan.seconds + $plan.margin %}',
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Look' }],
        Next: 'Look',
      }),
      Look: { Type: 'Succeed' },
    });
    const arn = await w.startExecution(w.createMachine(definition));
    const execution = await w.finish(arn);
    expect(execution.output).toBe('{"Error":"States.Timeout","Cause":""}');
    expect(secondsInto(execution.stopDate)).toBe(120);
    const scheduled = (await w.history(arn)).find(({ type }) => type === 'TaskScheduled');
    expect(scheduled?.taskScheduledEventDetails?.timeoutInSeconds).toBe(120);
  });

  it('counts each attempt from its own start', async () => {
    const w = shipping();
    const arn = await w.startShift({
      TimeoutSeconds: 30,
      Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 10, MaxAttempts: 1 }],
      End: true,
    });
    // 30 s, 10 s until the retry, 30 s again.
    expect(secondsInto((await w.finish(arn)).stopDate)).toBe(70);
  });

  it('strikes while the function still works, whose answer then changes nothing', async () => {
    const w: ReturnType<typeof shipping> = shipping(() => w.clock.sleep(60_000));
    const arn = await w.startShift({ TimeoutSeconds: 10, End: true });
    expect(secondsInto((await w.finish(arn)).stopDate)).toBe(10);
    await w.clock.advance(100_000);
    expect(types(await w.history(arn)).slice(-2)).toEqual(['TaskTimedOut', 'ExecutionFailed']);
  });

  it('fails the state on a value that is no whole number of seconds', async () => {
    const w = shipping();
    const arn = await w.startShift({ TimeoutSeconds: '{% 0 %}', End: true });
    const execution = await w.finish(arn);
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain("for the field 'TimeoutSeconds' returned an unexpected result type");
    expect(w.tokens).toEqual([]);
  });

  it('is not mistaken for a callback that reports an error of that name', async () => {
    const w = shipping();
    const arn = await w.startShift();
    await w.failTask('States.Timeout', 'says the callback');
    await w.finish(arn);
    expect(types(await w.history(arn))).toContain('TaskFailed');
  });
});

describe('HeartbeatSeconds', () => {
  it('lets the task live as long as heartbeats come in time, and no longer', async () => {
    const w = shipping();
    const arn = await w.startShift({ HeartbeatSeconds: 60, TimeoutSeconds: 3600, End: true });
    for (let beat = 0; beat < 3; beat += 1) {
      await w.clock.advance(50_000);
      await w.heartbeat();
    }
    const execution = await w.finish(arn);
    // Beats at 50, 100 and 150 s; the next is due by 210 s.
    expect(secondsInto(execution.stopDate)).toBe(210);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    await expect(w.heartbeat()).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it.each(['States.HeartbeatTimeout', 'States.Timeout', 'States.ALL'])('is caught as %s', async (name) => {
    const w = shipping();
    const arn = await w.startShift(
      { HeartbeatSeconds: 5, Catch: [{ ErrorEquals: [name], Next: 'Told' }], Next: 'Told' },
      { Told: { Type: 'Succeed' } },
    );
    const execution = await w.finish(arn);
    expect(execution.status).toBe('SUCCEEDED');
    expect(secondsInto(execution.stopDate)).toBe(5);
  });

  it('does not outlast TimeoutSeconds, however many heartbeats come', async () => {
    const w = shipping();
    const arn = await w.startShift({ HeartbeatSeconds: 40, TimeoutSeconds: 100, End: true });
    for (let beat = 0; beat < 3; beat += 1) {
      await w.clock.advance(30_000);
      await w.heartbeat();
    }
    expect(secondsInto((await w.finish(arn)).stopDate)).toBe(100);
  });
});
