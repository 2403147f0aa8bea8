import * as client from '@aws-sdk/client-sfn';
import type { LocalContext } from '../context.ts';
import type { EventSink, FunctionInvoker } from '../ports.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { Executions, type StateMachineSpec } from './executions.ts';
import { createEvaluator } from './expression.ts';
import { operationsOf } from './operations.ts';
import { statusChangeEvent } from './status-change.ts';
import { TaskTokens } from './task-tokens.ts';
import type { Engine } from './visit.ts';

export interface StatesDependencies {
  /** Asked at each call, so that it may be made later: Lambda functions call Step Functions in their turn. */
  readonly functions: () => FunctionInvoker;
  /** Takes a "Step Functions Execution Status Change" at every start and end of an execution. */
  readonly events: EventSink;
}

export interface States {
  readonly wire: WireService;
  /**
   * Creates a Standard state machine and returns its ARN.
   * @throws AwsError InvalidDefinition (every problem with its place, also what is not covered), InvalidName,
   *   StateMachineAlreadyExists, or UnknownOperationException for type EXPRESS
   */
  createStateMachine(spec: StateMachineSpec): string;
}

/** Step Functions: JSONata workflows of type Standard, their histories and the API that clients use. */
export function createStates(context: LocalContext, { functions, events }: StatesDependencies): States {
  const { clock, random, region } = context;
  const tokens = new TaskTokens(random);
  const engine: Engine = {
    clock,
    random,
    region,
    evaluator: createEvaluator(clock, random),
    tokens,
    functions,
  };
  const executions = new Executions(context, engine, (execution) =>
    events.emit(statusChangeEvent(execution)),
  );
  return {
    wire: rpcService({
      id: 'states',
      client,
      json: { target: 'AWSStepFunctions', version: '1.0' },
      random,
      operations: operationsOf(executions, tokens, random),
    }),
    createStateMachine: (spec) => executions.createStateMachine(spec),
  };
}
