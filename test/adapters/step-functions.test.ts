import {
  SendTaskSuccessCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { stepFunctionsRollouts, taskWaits } from '../../adapters/step-functions.ts';
import { rolloutName } from '../../core/release.ts';
import { aRollout } from '../support/builders.ts';

const stepFunctions = mockClient(SFNClient);
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:rollout';
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

describe('Ending the wait of a task', () => {
  it('hands over the verdict', async () => {
    stepFunctions.on(SendTaskSuccessCommand).resolves({});
    expect(await waits.complete('token', { kind: 'live', breaches: [] })).toBe(true);
    expect(stepFunctions.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'token',
      output: '{"kind":"live","breaches":[]}',
    });
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist'])('too late (%s) harms nothing', async (name) => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(error(name));
    expect(await waits.complete('token', { kind: 'live', breaches: [] })).toBe(false);
  });

  it.each(['InvalidToken', 'InvalidOutput', 'ThrottlingException'])('fails with %s', async (name) => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(error(name));
    await expect(waits.complete('token', { kind: 'live', breaches: [] })).rejects.toThrow(name);
  });
});
