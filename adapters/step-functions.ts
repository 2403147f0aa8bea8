import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Rollouts } from '../core/ports/executions.ts';
import type { EventsAgain, HoldTimers, PatientWaits } from '../core/ports/waits.ts';
import { type Rollout, rolloutName } from '../core/release.ts';
import { throttlingErrors } from '../core/throttling.ts';
import { instantAt } from '../core/values/instant.ts';

export function stepFunctionsRollouts(client: SFNClient, stateMachineArn: string): Rollouts {
  const start = (name: string, input: object) => startOnce(client, stateMachineArn, name, input);
  const arnOf = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const caretakerName = (rollout: Rollout, fence: number) => `${rolloutName(rollout)}-care-${fence}`;

  return {
    start: (rollout) => start(rolloutName(rollout), rollout),

    executionArn: (rollout) => arnOf(rolloutName(rollout)),

    caretakerArn: (rollout, fence) => arnOf(caretakerName(rollout, fence)),

    async startCaretaker({ rollout, plan, fence, given, gated = false }) {
      const caretaking = { fence: given, plan, ...(gated && { gated }) };
      await start(caretakerName(rollout, fence), { rollout, caretaking });
    },

    async isRunning(execution) {
      try {
        const found = await client.send(new DescribeExecutionCommand({ executionArn: execution }));
        return found.status === 'RUNNING' || found.status === 'PENDING_REDRIVE';
      } catch (error) {
        if (isNamed(error, 'ExecutionDoesNotExist')) return false;
        throw error;
      }
    },
  };
}

/** Timers in a shift: each is an execution that waits and then has the shift checked. */
export function holdTimers(client: SFNClient, stateMachineArn: string): HoldTimers {
  return {
    async start({ until, ...hold }) {
      const { rollout, n, round, bake } = hold;
      const what = bake === undefined ? `hold-${n}-${round}` : `look-${n}-${bake}`;
      // Two clocks are involved. A second after the deadline ensures that the check never runs before it.
      const input = { hold, until: instantAt((Math.ceil(until / 1000) + 1) * 1000) };
      await startOnce(client, stateMachineArn, `${rollout}-${what}`, input);
    },
  };
}

/** Each event that is tried again is an execution of the same machine. */
export function eventsAgain(client: SFNClient, stateMachineArn: string): EventsAgain {
  return {
    async start(key, event) {
      return (await startOnce(client, stateMachineArn, `again-${key}`, { again: event })) === 'started';
    },
  };
}

/**
 * Starts an execution once. A repeat finds it running with the same input, which counts as started; or ended: a duplicate.
 */
async function startOnce(
  client: SFNClient,
  stateMachineArn: string,
  name: string,
  input: object,
): Promise<'started' | 'duplicate'> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return 'started';
  } catch (error) {
    if (isNamed(error, 'ExecutionAlreadyExists')) return 'duplicate';
    throw error;
  }
}

export function taskWaits(client: SFNClient): PatientWaits {
  /** False if another event or the timeout ended the wait first: Step Functions itself guarantees "at most once". */
  const unlessOver = async (answer: Promise<unknown>): Promise<boolean> => {
    try {
      await answer;
      return true;
    } catch (error) {
      if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist')) return false;
      throw error;
    }
  };
  return {
    complete: (taskToken, answer) =>
      unlessOver(client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }))),

    tryAgain(taskToken) {
      const cause = 'AWS took no more calls when the endpoint’s event came.';
      const command = new SendTaskFailureCommand({ taskToken, error: throttlingErrors[0], cause });
      return unlessOver(client.send(command));
    },
  };
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
