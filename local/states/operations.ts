import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  ExecutionListItem,
  ExecutionStatus,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  IncludedData,
  ListExecutionsInput,
  ListExecutionsOutput,
  ListStateMachinesInput,
  ListStateMachinesOutput,
  RedriveExecutionInput,
  RedriveExecutionOutput,
  SendTaskFailureInput,
  SendTaskHeartbeatInput,
  SendTaskSuccessInput,
  StartExecutionInput,
  StartExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { LocalContext } from '../context.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { OperationHandler } from '../transport/rpc-service.ts';
import type { Execution } from './execution.ts';
import type { Executions } from './executions.ts';
import { withoutData } from './history.ts';
import { pageOf } from './paging.ts';
import { redriveOf } from './redrive.ts';
import { atMost, checkedJson, checkedName, oneOf, refuse, required, requiredArn } from './requests.ts';
import type { StateMachine } from './state-machine.ts';
import type { TaskTokens } from './task-tokens.ts';

const statuses: readonly ExecutionStatus[] = [
  'SUCCEEDED',
  'TIMED_OUT',
  'PENDING_REDRIVE',
  'ABORTED',
  'FAILED',
  'RUNNING',
];

/** The API operations covered, by name. What clients set beyond them is refused. */
export function operationsOf(
  executions: Executions,
  tokens: TaskTokens,
  { clock, random }: Pick<LocalContext, 'clock' | 'random'>,
): Readonly<Record<string, OperationHandler>> {
  const machineOf = (request: { readonly stateMachineArn?: string | undefined }): StateMachine =>
    executions.machine(requiredArn(request.stateMachineArn, 'stateMachineArn', 'stateMachine'));
  const executionOf = (request: { readonly executionArn: string | undefined }): Execution =>
    executions.execution(requiredArn(request.executionArn, 'executionArn', 'execution'));

  return {
    StartExecution(request: StartExecutionInput): StartExecutionOutput {
      const machine = machineOf(request);
      refuse('StartExecution', { traceHeader: request.traceHeader });
      const name = checkedName(request.name ?? random.uuid());
      const refusal = (why: string) =>
        new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
      if (request.input === '') throw refusal('Invalid execution input.');
      const execution = executions.start(machine, name, checkedJson(request.input ?? '{}', 'input', refusal));
      return { executionArn: execution.arn, startDate: new Date(execution.startedAt) };
    },

    StopExecution(request: StopExecutionInput): StopExecutionOutput {
      const execution = executionOf(request);
      const error = atMost(request.error, 256, 'error');
      execution.end({ status: 'ABORTED', error, cause: atMost(request.cause, 32_768, 'cause') });
      return { stopDate: new Date(execution.ending?.at ?? 0) };
    },

    RedriveExecution(request: RedriveExecutionInput): RedriveExecutionOutput {
      const token = atMost(request.clientToken, 64, 'clientToken');
      return { redriveDate: new Date(executions.redrive(executionOf(request), token)) };
    },

    DescribeExecution(request: DescribeExecutionInput): DescribeExecutionOutput {
      const execution = executionOf(request);
      refuseMetadataOnly('DescribeExecution', request);
      const { ending } = execution;
      const { redriveStatus, redriveStatusReason } = redriveOf(execution, clock.now());
      return {
        ...summaryOf(execution),
        input: execution.input.text,
        inputDetails: { included: true },
        ...(ending?.status === 'SUCCEEDED' && { output: ending.output, outputDetails: { included: true } }),
        ...((ending?.status === 'FAILED' || ending?.status === 'ABORTED') && {
          error: ending.error,
          cause: ending.cause,
        }),
        redriveStatus,
        redriveStatusReason: redriveStatusReason ?? undefined,
      };
    },

    ListExecutions(request: ListExecutionsInput): ListExecutionsOutput {
      refuse('ListExecutions', { mapRunArn: request.mapRunArn, redriveFilter: request.redriveFilter });
      const machine = machineOf(request);
      const status = oneOf(request.statusFilter, statuses, 'statusFilter');
      const page = pageOf(executions.of(machine), request, {
        newestFirst: true,
        keep: (execution) => status === undefined || execution.status === status,
      });
      return { executions: page.items.map(summaryOf), nextToken: page.nextToken };
    },

    GetExecutionHistory(request: GetExecutionHistoryInput): GetExecutionHistoryOutput {
      const execution = executionOf(request);
      const page = pageOf(execution.history.events, request, {
        newestFirst: request.reverseOrder ?? false,
      });
      const events = request.includeExecutionData === false ? page.items.map(withoutData) : [...page.items];
      return { events, nextToken: page.nextToken };
    },

    DescribeStateMachine(request: DescribeStateMachineInput): DescribeStateMachineOutput {
      refuseMetadataOnly('DescribeStateMachine', request);
      const machine = machineOf(request);
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: 'ACTIVE',
        definition: machine.text,
        roleArn: machine.roleArn,
        type: 'STANDARD',
        creationDate: new Date(machine.createdAt),
        loggingConfiguration: machine.loggingConfiguration,
        tracingConfiguration: { enabled: false },
      };
    },

    DescribeStateMachineForExecution(
      request: DescribeStateMachineForExecutionInput,
    ): DescribeStateMachineForExecutionOutput {
      refuseMetadataOnly('DescribeStateMachineForExecution', request);
      const { machine } = executionOf(request);
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        definition: machine.text,
        roleArn: machine.roleArn,
        updateDate: new Date(machine.createdAt),
        loggingConfiguration: machine.loggingConfiguration,
        tracingConfiguration: { enabled: false },
      };
    },

    ListStateMachines(request: ListStateMachinesInput): ListStateMachinesOutput {
      const page = pageOf(executions.machines, request);
      const stateMachines = page.items.map(({ arn, name, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD' as const,
        creationDate: new Date(createdAt),
      }));
      return { stateMachines, nextToken: page.nextToken };
    },

    SendTaskSuccess(request: SendTaskSuccessInput) {
      const token = required(request.taskToken, 'taskToken');
      const refusal = (why: string) => new AwsError('InvalidOutput', `Invalid Output: '${why}'`);
      tokens.complete(token, {
        kind: 'succeeded',
        output: checkedJson(required(request.output, 'output'), 'output', refusal),
      });
    },

    SendTaskFailure(request: SendTaskFailureInput) {
      const token = required(request.taskToken, 'taskToken');
      const error = atMost(request.error, 256, 'error');
      tokens.complete(token, { kind: 'failed', error, cause: atMost(request.cause, 32_768, 'cause') });
    },

    SendTaskHeartbeat(request: SendTaskHeartbeatInput) {
      tokens.heartbeat(required(request.taskToken, 'taskToken'));
    },
  };
}

/** METADATA_ONLY serves callers who may not decrypt; here nothing is encrypted. */
function refuseMetadataOnly(
  operation: string,
  { includedData }: { includedData?: IncludedData | undefined },
): void {
  refuse(operation, { 'includedData METADATA_ONLY': includedData === 'METADATA_ONLY' ? true : undefined });
}

function summaryOf(execution: Execution) {
  const { ending } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: new Date(execution.startedAt),
    redriveCount: execution.redriveCount,
    ...(execution.redrivenAt !== undefined && { redriveDate: new Date(execution.redrivenAt) }),
    ...(ending && { stopDate: new Date(ending.at) }),
  } satisfies ExecutionListItem;
}
