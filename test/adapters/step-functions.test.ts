import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  SendTaskSuccessCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { holdTimers, stepFunctionsRollouts, taskWaits } from '../../adapters/step-functions.ts';
import { rolloutName } from '../../core/release.ts';
import { aRollout, aSmallPlan } from '../support/builders.ts';

const stepFunctions = mockClient(SFNClient);
afterAll(() => stepFunctions.restore());
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:rollout';
const executions = 'arn:aws:states:us-east-1:000000000000:execution:rollout';
const rollouts = stepFunctionsRollouts(new SFNClient({ region: 'us-east-1' }), machine);
const waits = taskWaits(new SFNClient({ region: 'us-east-1' }));
beforeEach(() => stepFunctions.reset());

const error = (name: string) =>
  new SFNServiceException({ name, message: name, $fault: 'client', $metadata: {} });

describe('Starting a rollout', () => {
  it('names the execution by release and attempt', async () => {
    stepFunctions.on(StartExecutionCommand).resolves({});
    expect(await rollouts.start(aRollout())).toBe('started');
    expect(stepFunctions.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: machine,
      name: rolloutName(aRollout()),
      input: JSON.stringify(aRollout()),
    });
  });

  it('that was started before is a duplicate, not a failure', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(error('ExecutionAlreadyExists'));
    expect(await rollouts.start(aRollout())).toBe('duplicate');
  });

  it.each(['ThrottlingException', 'StateMachineDoesNotExist'])(
    'fails with %s, to be tried again',
    async (name) => {
      stepFunctions.on(StartExecutionCommand).rejects(error(name));
      await expect(rollouts.start(aRollout())).rejects.toThrow(name);
    },
  );
});

describe('A caretaker', () => {
  const care = { rollout: aRollout(), plan: aSmallPlan(), fence: 3, given: 4 };
  const caretaker = `${rolloutName(aRollout())}-care-3`;

  it('is named by the fence it follows on, and given the one that it holds', async () => {
    stepFunctions.on(StartExecutionCommand).resolves({});
    await rollouts.startCaretaker(care);
    const { name, input = '' } = stepFunctions.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(name).toBe(caretaker);
    expect(JSON.parse(input)).toEqual({ rollout: care.rollout, caretaking: { fence: 4, plan: care.plan } });
  });

  it('is told of the gates that are left', async () => {
    stepFunctions.on(StartExecutionCommand).resolves({});
    await rollouts.startCaretaker({ ...care, gated: true });
    const { input = '' } = stepFunctions.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(JSON.parse(input)).toMatchObject({ caretaking: { gated: true } });
  });

  it('has the ARN that it was said to have before it started', () => {
    expect(rollouts.caretakerArn(care.rollout, 3)).toBe(`${executions}:${caretaker}`);
  });

  it('has a name that Step Functions takes, even of the longest endpoint in its 999th attempt', () => {
    // 80 characters at most ("StartExecution"): 40 + 1 + 12 + 4 + 6 + 6 = 69.
    const id = `${'e'.repeat(40)}-0123456789ab`;
    const longest = aRollout({ release: { ...aRollout().release, id }, attempt: 999 });
    expect(rollouts.caretakerArn(longest, 999_999).split(':').at(-1)?.length).toBeLessThanOrEqual(80);
  });

  it('that was started before is not started again', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(error('ExecutionAlreadyExists'));
    await rollouts.startCaretaker(care);
  });
});

describe('The timer of a hold', () => {
  const timers = holdTimers(new SFNClient({ region: 'us-east-1' }), machine);
  const hold = { endpoint: 'iris', rollout: rolloutName(aRollout()), n: 1, round: 2 };
  const until = Date.parse('2026-01-05T10:10:00.250Z');

  it('is named by its question, and ends no earlier than the time to answer it', async () => {
    stepFunctions.on(StartExecutionCommand).resolves({});
    await timers.start({ ...hold, until });
    const { name, input = '' } = stepFunctions.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect(name).toBe(`${hold.rollout}-hold-1-2`);
    expect(JSON.parse(input)).toEqual({ hold, until: '2026-01-05T10:10:02.000Z' });
  });

  it('that was started before is not started again', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(error('ExecutionAlreadyExists'));
    await timers.start({ ...hold, until });
  });
});

describe('Whether an execution lives', () => {
  const isRunning = (status: ExecutionStatus) => {
    stepFunctions.on(DescribeExecutionCommand).resolves({ status });
    return rollouts.isRunning(rollouts.executionArn(aRollout()));
  };

  it('is asked by its ARN', async () => {
    await isRunning('RUNNING');
    const { executionArn } = stepFunctions.commandCalls(DescribeExecutionCommand)[0]?.args[0].input ?? {};
    expect(executionArn).toBe(`${executions}:${rolloutName(aRollout())}`);
  });

  it.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', true],
    ['SUCCEEDED', false],
    ['FAILED', false],
    ['TIMED_OUT', false],
    ['ABORTED', false],
  ] satisfies [ExecutionStatus, boolean][])('by its status %s: %s', async (status, lives) => {
    expect(await isRunning(status)).toBe(lives);
  });

  it('is no where there never was one', async () => {
    stepFunctions.on(DescribeExecutionCommand).rejects(error('ExecutionDoesNotExist'));
    expect(await rollouts.isRunning('arn')).toBe(false);
  });

  it('is not known where Step Functions is too busy: asked again', async () => {
    stepFunctions.on(DescribeExecutionCommand).rejects(error('ThrottlingException'));
    await expect(rollouts.isRunning('arn')).rejects.toThrow('ThrottlingException');
  });
});

describe('Ending the wait of a task', () => {
  it('hands over the answer', async () => {
    stepFunctions.on(SendTaskSuccessCommand).resolves({});
    expect(await waits.complete<'shift'>('token', { kind: 'live' })).toBe(true);
    expect(stepFunctions.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'token',
      output: '{"kind":"live"}',
    });
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist'])('too late (%s) harms nothing', async (name) => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(error(name));
    expect(await waits.complete<'shift'>('token', { kind: 'live' })).toBe(false);
  });

  it.each(['InvalidToken', 'InvalidOutput', 'ThrottlingException'])('fails with %s', async (name) => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(error(name));
    await expect(waits.complete<'shift'>('token', { kind: 'live' })).rejects.toThrow(name);
  });
});
