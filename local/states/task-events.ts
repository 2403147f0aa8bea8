import type { Execution } from './execution.ts';
import type { Failure } from './failure.ts';
import { inputData, outputData } from './history.ts';
import type { TaskResource } from './resource.ts';

/** Writes the events of one attempt of a task. */
export interface TaskEvents {
  scheduled(
    parameters: string,
    timeoutSeconds: number | undefined,
    heartbeatSeconds: number | undefined,
  ): void;
  started(): void;
  /** The call was answered, and the task goes on waiting for its callback. */
  submitted(output: string): void;
  succeeded(output: string): void;
  failed(failure: Failure): void;
  timedOut(failure: Failure): void;
}

/** Service integrations write Task… events, a function's own ARN writes LambdaFunction… events. */
export function taskEvents(execution: Execution, resource: TaskResource, region: string): TaskEvents {
  return resource.kind === 'function'
    ? functionEvents(execution, resource.arn)
    : integrationEvents(execution, resource.waitsForToken ? 'invoke.waitForTaskToken' : 'invoke', region);
}

function integrationEvents(execution: Execution, resource: string, region: string): TaskEvents {
  const who = { resourceType: 'lambda', resource };
  return {
    scheduled(parameters, timeoutInSeconds, heartbeatInSeconds) {
      const details = { ...who, region, parameters, timeoutInSeconds, heartbeatInSeconds };
      execution.record('TaskScheduled', { taskScheduledEventDetails: details });
    },
    started() {
      execution.record('TaskStarted', { taskStartedEventDetails: who });
    },
    submitted(output) {
      execution.record('TaskSubmitted', { taskSubmittedEventDetails: { ...who, ...outputData(output) } });
    },
    succeeded(output) {
      execution.record('TaskSucceeded', { taskSucceededEventDetails: { ...who, ...outputData(output) } });
    },
    failed({ error, cause }) {
      execution.record('TaskFailed', { taskFailedEventDetails: { ...who, error, cause } });
    },
    timedOut({ error, cause }) {
      execution.record('TaskTimedOut', { taskTimedOutEventDetails: { ...who, error, cause } });
    },
  };
}

function functionEvents(execution: Execution, resource: string): TaskEvents {
  return {
    scheduled(input, timeoutInSeconds) {
      const details = { resource, ...inputData(input), timeoutInSeconds };
      execution.record('LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: details });
    },
    started() {
      execution.record('LambdaFunctionStarted');
    },
    submitted() {
      throw new Error('a task of a function ARN waits for no callback');
    },
    succeeded(output) {
      execution.record('LambdaFunctionSucceeded', {
        lambdaFunctionSucceededEventDetails: outputData(output),
      });
    },
    failed({ error, cause }) {
      execution.record('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: { error, cause } });
    },
    timedOut({ error, cause }) {
      execution.record('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: { error, cause } });
    },
  };
}
