import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { machine, roleArn, start, world } from './world.ts';

const waiting = machine('Bake', { Bake: { Type: 'Wait', Seconds: 600, End: true } });
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:story';

describe('createStateMachine', () => {
  it('is the same machine when asked twice, and refuses another one of that name', () => {
    const { states, createMachine } = world();
    expect(createMachine(waiting)).toBe(machineArn);
    expect(createMachine(waiting)).toBe(machineArn);
    expect(() => createMachine(machine('Done', { Done: { Type: 'Succeed' } }))).toThrow(
      `State Machine Already Exists: '${machineArn}'`,
    );
    const express = { name: 'fast', definition: JSON.stringify(waiting), roleArn, type: 'EXPRESS' as const };
    expect(() => states.createStateMachine(express)).toThrow('does not cover state machines of type EXPRESS');
  });
});

describe('StartExecution', () => {
  it('starts one under the name it is given', async () => {
    const w = world();
    const { executionArn, startDate } = await w.sfn.send(
      new StartExecutionCommand({ stateMachineArn: w.createMachine(waiting), name: 'iris-0a1b-1' }),
    );
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:story:iris-0a1b-1');
    expect(startDate).toEqual(new Date(start));
    expect(await w.describe(executionArn as string)).toMatchObject({ status: 'RUNNING', input: '{}' });
  });

  it('is idempotent for the same name and input while that execution runs, and else refuses', async () => {
    const w = world();
    const arn = w.createMachine(waiting);
    const first = await w.startExecution(arn, { v: 1 }, 'one');
    await w.clock.advance(5_000);
    expect(await w.startExecution(arn, { v: 1 }, 'one')).toBe(first);
    const exists = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first}'` };
    await expect(w.startExecution(arn, { v: 2 }, 'one')).rejects.toMatchObject(exists);
    await w.finish(first);
    await expect(w.startExecution(arn, { v: 1 }, 'one')).rejects.toMatchObject(exists);
    const { executions } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }));
    expect(executions).toHaveLength(1);
  });

  it.each([
    [{ name: 'has space' }, 'InvalidName', "Invalid Name: 'has space'"],
    [{ name: 'a/b' }, 'InvalidName', "Invalid Name: 'a/b'"],
    [{ name: 'tab\u0007' }, 'InvalidName', 'Invalid Name'],
    [{ name: 'x'.repeat(81) }, 'ValidationException', 'length less than or equal to 80'],
    [
      { input: '' },
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'Invalid execution input.'",
    ],
    [
      { input: 'not json' },
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
    ],
    [{ input: `"${'é'.repeat(131_072)}"` }, 'ValidationException', 'length less than or equal to 262144'],
    [
      { stateMachineArn: `${machineArn}2` },
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${machineArn}2'`,
    ],
    [{ stateMachineArn: 'story' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: story'"],
    [
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:execution:story:x' },
      'InvalidArn',
      "Invalid Arn: 'Resource type not valid in this context: execution'",
    ],
    [
      { traceHeader: 'Root=1' },
      'UnknownOperationException',
      'does not cover states StartExecution with traceHeader',
    ],
  ])('refuses %o', async (request, name, message) => {
    const w = world();
    w.createMachine(waiting);
    await expect(
      w.sfn.send(new StartExecutionCommand({ stateMachineArn: machineArn, ...request })),
    ).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('takes any JSON as its input', async () => {
    const w = world();
    const arn = w.createMachine(machine('Done', { Done: { Type: 'Succeed' } }));
    for (const input of [null, 7, 'text', [1]]) {
      const { output } = await w.finish(await w.startExecution(arn, input));
      expect(JSON.parse(output as string)).toEqual(input);
    }
  });
});

describe('DescribeExecution', () => {
  it('tells of one that succeeded what AWS tells', async () => {
    const w = world();
    const { executionArn } = await w.run(machine('Done', { Done: { Type: 'Succeed' } }), { a: 1 });
    const { $metadata, ...execution } = await w.sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(execution).toEqual({
      executionArn,
      stateMachineArn: machineArn,
      name: executionArn.split(':').at(-1),
      status: 'SUCCEEDED',
      startDate: new Date(start),
      stopDate: new Date(start),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  it.each([
    [`${machineArn.replace('stateMachine', 'execution')}:none`, 'ExecutionDoesNotExist'],
    ['none', 'InvalidArn'],
  ])('refuses %s', async (executionArn, name) => {
    await expect(world().sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name,
    });
  });
});

describe('ListExecutions', () => {
  it('lists the newest first, filtered by status, page by page, undisturbed by new ones', async () => {
    const w = world();
    const arn = w.createMachine(
      machine('Which', {
        Which: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input %}', Next: 'Bake' }],
          Default: 'Done',
        },
        ...waiting.States,
        Done: { Type: 'Succeed' },
      }),
    );
    for (let n = 0; n < 7; n += 1) await w.startExecution(arn, n % 2 === 0, `run-${n}`);
    await w.clock.settle();
    const list = async (request: object) => {
      const { executions, nextToken } = await w.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: arn, ...request }),
      );
      return { names: executions?.map(({ name }) => name), nextToken };
    };
    expect((await list({})).names).toEqual(['run-6', 'run-5', 'run-4', 'run-3', 'run-2', 'run-1', 'run-0']);
    expect((await list({ statusFilter: 'SUCCEEDED' })).names).toEqual(['run-5', 'run-3', 'run-1']);

    const first = await list({ maxResults: 3, statusFilter: 'RUNNING' });
    expect(first.names).toEqual(['run-6', 'run-4', 'run-2']);
    await w.startExecution(arn, true, 'run-7');
    const second = await list({ maxResults: 3, statusFilter: 'RUNNING', nextToken: first.nextToken });
    expect(second).toEqual({ names: ['run-0'], nextToken: undefined });
  });

  it.each([
    [{ statusFilter: 'succeeded' }, 'ValidationException', 'Member must satisfy enum value set: [SUCCEEDED,'],
    [
      { maxResults: 1001 },
      'ValidationException',
      "Value '1001' at 'maxResults' failed to satisfy constraint",
    ],
    [{ nextToken: 'abc' }, 'InvalidToken', "Invalid Token: 'Invalid token'"],
    [
      { mapRunArn: 'arn:aws:states:x' },
      'UnknownOperationException',
      'does not cover states ListExecutions with mapRunArn',
    ],
  ])('refuses %o', async (request, name, message) => {
    const w = world();
    const stateMachineArn = w.createMachine(waiting);
    const command = new ListExecutionsCommand({ stateMachineArn, ...(request as object) });
    await expect(w.sfn.send(command)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});

describe('GetExecutionHistory', () => {
  it('turns the order round, comes in pages, and leaves the data out when asked to', async () => {
    const w = world();
    const { executionArn } = await w.run(machine('A', { A: { Type: 'Pass', End: true } }), { secret: 1 });
    const page = (request: object) =>
      w.sfn.send(new GetExecutionHistoryCommand({ executionArn, ...request }));

    const last = await page({ reverseOrder: true, maxResults: 3 });
    expect(last.events?.map(({ id }) => id)).toEqual([4, 3, 2]);
    const rest = await page({ reverseOrder: true, maxResults: 3, nextToken: last.nextToken });
    expect(rest.events?.map(({ id }) => id)).toEqual([1]);
    expect(rest.nextToken).toBeUndefined();

    const { events } = await page({ includeExecutionData: false });
    expect(events?.[0]?.executionStartedEventDetails).toEqual({ roleArn });
    expect(events?.[2]?.stateExitedEventDetails).toEqual({ name: 'A' });
    expect(JSON.stringify(events)).not.toContain('secret');
  });
});

describe('state machines', () => {
  it('are described and listed by name, also for an execution', async () => {
    const w = world();
    const text = JSON.stringify(waiting);
    const loggingConfiguration = { level: 'ALL' as const, includeExecutionData: true };
    w.states.createStateMachine({ name: 'b', definition: text, roleArn, loggingConfiguration });
    w.states.createStateMachine({ name: 'a', definition: text, roleArn });
    const { stateMachines } = await w.sfn.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'STANDARD'],
      ['b', 'STANDARD'],
    ]);
    const stateMachineArn = stateMachines?.[1]?.stateMachineArn as string;
    const described = await w.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({
      name: 'b',
      status: 'ACTIVE',
      definition: text,
      roleArn,
      type: 'STANDARD',
      creationDate: new Date(start),
      loggingConfiguration,
    });
    const executionArn = await w.startExecution(stateMachineArn);
    const forExecution = await w.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(forExecution).toMatchObject({ stateMachineArn, definition: text, updateDate: new Date(start) });
  });
});

describe('what AWS has and this API does not', () => {
  it('is refused and says so', async () => {
    await expect(world().sfn.send(new CreateActivityCommand({ name: 'x' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('The local AWS does not cover states CreateActivity'),
    });
  });
});
