import * as client from '@aws-sdk/client-sfn';
import type { LocalContext } from '../context.ts';
import type { Permissions } from '../iam/iam.ts';
import type { EventSink, FunctionInvoker } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { Executions, type StateMachineSpec } from './executions.ts';
import { createEvaluator } from './expression.ts';
import { operationsOf } from './operations.ts';
import { Spelling } from './spelling.ts';
import { statusChangeEvent } from './status-change.ts';
import { TaskTokens } from './task-tokens.ts';
import type { Engine } from './visit.ts';

export interface StatesDependencies {
  /** Asked at each call, so that it may be made later: Lambda functions call Step Functions in their turn. */
  readonly functions: () => FunctionInvoker;
  /** Takes a "Step Functions Execution Status Change" at every start, end and redrive of an execution. */
  readonly events: EventSink;
  /** What the state machines' roles may do; without it, nothing is checked. */
  readonly permissions?: Permissions;
}

export interface States {
  readonly wire: WireService;
  /**
   * Creates a Standard state machine and returns its ARN.
   * @throws AwsError InvalidDefinition (every problem with its place, also what is not covered), InvalidName,
   *   StateMachineAlreadyExists, or UnknownOperationException for type EXPRESS
   */
  createStateMachine(spec: StateMachineSpec): string;
  /**
   * Starts an execution under a name of its own, as EventBridge does. @param input JSON text
   * @throws AwsError StateMachineDoesNotExist
   */
  startExecution(stateMachineArn: string, input: string): Promise<void>;
  /**
   * How many state transitions the execution has made so far, as AWS bills them: states entered, retries and
   * redrives. @throws AwsError ExecutionDoesNotExist
   */
  transitions(executionArn: string): number;
  /** The ARN of the state machine whose task has, or had, the token; undefined if there was never one. */
  machineOf(taskToken: string): string | undefined;
}

/** Step Functions: JSONata workflows of type Standard, their histories and the API that clients use. */
export function createStates(
  context: LocalContext,
  { functions, events, permissions }: StatesDependencies,
): States {
  const { clock, random, region } = context;
  const tokens = new TaskTokens(random);
  const spelling = new Spelling();
  const engine: Engine = {
    clock,
    random,
    region,
    evaluator: createEvaluator(clock, random, spelling),
    spelling,
    tokens,
    functions,
    permissions,
  };
  const executions = new Executions(context, engine, (execution) =>
    events.emit(statusChangeEvent(execution, clock.now())),
  );
  return {
    wire: rpcService({
      id: 'states',
      client,
      json: { version: '1.0' },
      random,
      operations: operationsOf(executions, tokens, context),
    }),
    createStateMachine(spec) {
      const principals = ['states.amazonaws.com', `states.${region}.amazonaws.com`];
      const isTrusted = principals.some((name) => permissions?.mayAssume(name, spec.roleArn) ?? true);
      if (isTrusted) return executions.createStateMachine(spec);
      throw new AwsError(
        'AccessDeniedException',
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
      );
    },
    async startExecution(stateMachineArn, input) {
      executions.start(executions.machine(stateMachineArn), random.uuid(), input);
    },
    machineOf: (token) => tokens.machineOf(token),
    transitions: (executionArn) => executions.execution(executionArn).transitions,
  };
}
