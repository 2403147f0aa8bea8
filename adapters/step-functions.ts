import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Rollouts, Waits } from '../core/ports.ts';
import { rolloutName } from '../core/release.ts';

export function stepFunctionsRollouts(client: SFNClient, stateMachineArn: string): Rollouts {
  return {
    async start(rollout) {
      const name = rolloutName(rollout);
      try {
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(rollout) }),
        );
        return 'started';
      } catch (error) {
        if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return 'duplicate';
        throw error;
      }
    },
  };
}

export function taskWaits(client: SFNClient): Waits {
  return {
    async complete(token, verdict) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(verdict) }));
        return true;
      } catch (error) {
        // Ended before, by another event or its timeout: Step Functions itself sees to "at most once".
        if (error instanceof Error && ['TaskTimedOut', 'TaskDoesNotExist'].includes(error.name)) return false;
        throw error;
      }
    },
  };
}
