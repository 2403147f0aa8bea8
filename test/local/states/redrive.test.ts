import { RedriveExecutionCommand, SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { callback, fail, invoke, machine, secondsInto, start, world } from './world.ts';

const day = 86_400_000;

/** Plans (a variable), then ships with one retry, then tells: `ship` fails as often as `failures` says. */
function shipping(failures: number) {
  const calls: { name: string; payload: unknown }[] = [];
  const trouble = { left: failures };
  const w = world({
    plan: () => {
      calls.push({ name: 'plan', payload: undefined });
      return { fence: 7 };
    },
    ship: (payload) => {
      calls.push({ name: 'ship', payload });
      if (trouble.left > 0) {
        trouble.left -= 1;
        fail('Throttled');
      }
      return { shipped: true };
    },
  });
  const rollout = machine('Plan', {
    Plan: invoke('plan', { Assign: { fence: '{% $states.result.Payload.fence %}' }, Next: 'Ship' }),
    Ship: {
      ...invoke('ship', { End: true, Output: '{% $states.result.Payload %}' }),
      Arguments: {
        FunctionName: 'ship',
        Payload: {
          fence: '{% $fence %}',
          redrives: '{% $states.context.Execution.RedriveCount %}',
          retries: '{% $states.context.State.RetryCount %}',
          entered: '{% $states.context.State.EnteredTime %}',
        },
      },
      Retry: [{ ErrorEquals: ['Throttled'], MaxAttempts: 1, IntervalSeconds: 10 }],
    },
  });
  const redrive = (executionArn: string, clientToken?: string) =>
    w.sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
  return { ...w, calls, rollout, redrive };
}

describe('RedriveExecution', () => {
  it('goes on in the failed state, with the variables as they were and its retries anew', async () => {
    const w = shipping(3);
    const { executionArn, execution } = await w.run(w.rollout);
    expect(execution).toMatchObject({ status: 'FAILED', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    await w.clock.advance(60_000);
    const { redriveDate } = await w.redrive(executionArn);
    expect(secondsInto(redriveDate)).toBe(70);
    expect(await w.describe(executionArn)).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveDate });
    expect((await w.describe(executionArn)).stopDate).toBeUndefined();

    const redriven = await w.finish(executionArn);
    expect(redriven).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"shipped":true}',
      startDate: new Date(start),
      redriveCount: 1,
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(secondsInto(redriven.stopDate)).toBe(80);
    const entered = new Date(start).toISOString();
    expect(w.calls).toEqual([
      { name: 'plan', payload: undefined },
      { name: 'ship', payload: { fence: 7, redrives: 0, retries: 0, entered } },
      { name: 'ship', payload: { fence: 7, redrives: 0, retries: 1, entered } },
      { name: 'ship', payload: { fence: 7, redrives: 1, retries: 0, entered } },
      { name: 'ship', payload: { fence: 7, redrives: 1, retries: 1, entered } },
    ]);
  });

  it('appends to the history, and tells EventBridge that the execution runs again', async () => {
    const w = shipping(2);
    const { executionArn, history } = await w.run(w.rollout);
    await w.redrive(executionArn);
    await w.finish(executionArn);
    const after = (await w.history(executionArn)).slice(history.length);
    expect(after.map(({ type }) => type)).toEqual([
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(after[0]).toMatchObject({
      id: history.length + 1,
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    expect(w.events.map(({ detail }) => [detail.status, detail.redriveCount, detail.redriveDate])).toEqual([
      ['RUNNING', 0, null],
      ['FAILED', 0, null],
      ['RUNNING', 1, start + 10_000],
      ['SUCCEEDED', 1, start + 10_000],
    ]);
    expect(w.events.at(2)?.detail).toMatchObject({
      stopDate: null,
      error: null,
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  it('takes what was stopped at a token: the old token is dead, a new one is given out', async () => {
    const tokens: string[] = [];
    const w = world({ ask: ({ token }: { token: string }) => tokens.push(token) });
    const executionArn = await w.startExecution(w.createMachine(machine('Ask', { Ask: callback('ask') })));
    await w.clock.advance(1000);
    await w.sfn.send(new StopExecutionCommand({ executionArn, error: 'Manual' }));
    await w.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await w.clock.advance(1000);
    expect(tokens).toHaveLength(2);
    const complete = (taskToken: string | undefined, output: string) =>
      w.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(complete(tokens[0], '"old"')).rejects.toThrow('Task Timed Out');
    await complete(tokens[1], '"new"');
    expect(await w.finish(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"new"' });
  });

  it('starts the machine’s own TimeoutSeconds over', async () => {
    const w = world({ ask: () => null });
    const definition = machine('Ask', { Ask: callback('ask') }, { TimeoutSeconds: 100 });
    const { executionArn, execution } = await w.run(definition);
    expect([execution.status, secondsInto(execution.stopDate)]).toEqual(['TIMED_OUT', 100]);
    await w.clock.advance(50_000);
    await w.sfn.send(new RedriveExecutionCommand({ executionArn }));
    const again = await w.finish(executionArn);
    expect([again.status, secondsInto(again.stopDate)]).toEqual(['TIMED_OUT', 250]);
  });

  it('refuses what runs, what succeeded, and what ended more than 14 days ago', async () => {
    const w = shipping(3);
    const refused = "Execution Not Redrivable: 'Execution";
    const { executionArn } = await w.run(w.rollout);
    await w.clock.advance(14 * day);
    expect(await w.describe(executionArn)).toMatchObject({ redriveStatus: 'REDRIVABLE' });
    await w.clock.advance(1);
    await expect(w.redrive(executionArn)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: `${refused} redrivable period exceeded'`,
    });
    const fine = await w.startExecution(w.createMachine(w.rollout), {}, 'fine');
    await expect(w.redrive(fine)).rejects.toThrow(`${refused} is RUNNING and cannot be redriven'`);
    await w.finish(fine);
    await expect(w.redrive(fine)).rejects.toThrow(`${refused} is SUCCEEDED and cannot be redriven'`);
    await expect(w.redrive(`${fine}-2`)).rejects.toThrow('Execution Does Not Exist');
  });

  it('is one redrive for one client token, for 15 minutes', async () => {
    const w = shipping(100);
    const { executionArn } = await w.run(w.rollout);
    const first = await w.redrive(executionArn, 'once');
    await w.finish(executionArn);
    expect(await w.redrive(executionArn, 'once')).toMatchObject({ redriveDate: first.redriveDate });
    expect(await w.describe(executionArn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    await w.clock.advance(15 * 60_000 + 1);
    await w.redrive(executionArn, 'once');
    expect(await w.describe(executionArn)).toMatchObject({ status: 'RUNNING', redriveCount: 2 });
  });
});

describe('State transitions', () => {
  it('are states entered, retries and redrives', async () => {
    const w = shipping(3);
    const { executionArn } = await w.run(w.rollout);
    // Plan, Ship and its one retry.
    expect(w.states.transitions(executionArn)).toBe(3);
    await w.redrive(executionArn);
    await w.finish(executionArn);
    // The redrive and one more retry.
    expect(w.states.transitions(executionArn)).toBe(5);
    expect(() => w.states.transitions('arn:aws:states:us-east-1:000000000000:execution:story:none')).toThrow(
      'Execution Does Not Exist',
    );
  });
});
