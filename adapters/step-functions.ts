import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Rollouts, Waits } from '../core/ports.ts';
import { type Rollout, rolloutName } from '../core/release.ts';

export function stepFunctionsRollouts(client: SFNClient, stateMachineArn: string): Rollouts {
  const start = async (name: string, input: object) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      return 'started';
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return 'duplicate';
      throw error;
    }
  };
  const arnOf = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const caretakerName = (rollout: Rollout, fence: number) => `${rolloutName(rollout)}-care-${fence}`;

  return {
    start: (rollout) => start(rolloutName(rollout), rollout),

    executionArn: (rollout) => arnOf(rolloutName(rollout)),

    caretakerArn: (rollout, fence) => arnOf(caretakerName(rollout, fence)),

    async startCaretaker({ rollout, plan, fence, given }) {
      await start(caretakerName(rollout, fence), { rollout, caretaking: { fence: given, plan } });
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

export function taskWaits(client: SFNClient): Waits {
  return {
    async complete(token, answer) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(answer) }));
        return true;
      } catch (error) {
        // Ended before, by another event or its timeout: Step Functions itself sees to "at most once".
        if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist')) return false;
        throw error;
      }
    },
  };
}

const isNamed = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Error && names.includes(error.name);
