import { arnOf } from '../../context.ts';
import { anywhere, type Need, type NeedSite, type Needs, need } from './need.ts';

/** A function by any of its names; a qualifier is part of the ARN. */
export function functionArn(
  { context }: Pick<NeedSite, 'context'>,
  name: unknown,
  qualifier?: string,
): string {
  const given = String(name ?? '');
  const suffix = qualifier === undefined ? '' : `:${qualifier}`;
  if (given.startsWith('arn:')) return `${given}${suffix}`;
  return arnOf(context, 'lambda', `function:${given.replace(/^(?:\d{12}:)?function:/, '')}${suffix}`);
}

const onFunction =
  (action: string): Need =>
  (input, site) =>
    need(`lambda:${action}`, functionArn(site, input.FunctionName, input.Qualifier));

/** Lambda's actions (Service Authorization Reference, "AWS Lambda"). */
export const lambdaNeeds: Needs = {
  Invoke: onFunction('InvokeFunction'),
  ListFunctions: anywhere('lambda:ListFunctions'),
  GetFunction: onFunction('GetFunction'),
  GetFunctionUrlConfig: onFunction('GetFunctionUrlConfig'),
};

const on =
  (action: string, member: string): Need =>
  (input) =>
    need(`states:${action}`, input[member] ?? '');

/** On the state machine that waits; a token that nobody waits for asks for nothing and is refused as such. */
const byToken =
  (action: string): Need =>
  (input, site) => {
    const machine = site.machineOf(input.taskToken ?? '');
    return machine === undefined ? [] : need(`states:${action}`, machine);
  };

/** Step Functions' actions (Service Authorization Reference, "AWS Step Functions"). */
export const statesNeeds: Needs = {
  StartExecution: on('StartExecution', 'stateMachineArn'),
  DescribeStateMachine: on('DescribeStateMachine', 'stateMachineArn'),
  ListExecutions: on('ListExecutions', 'stateMachineArn'),
  ListStateMachines: anywhere('states:ListStateMachines'),
  DescribeExecution: on('DescribeExecution', 'executionArn'),
  DescribeStateMachineForExecution: on('DescribeStateMachineForExecution', 'executionArn'),
  GetExecutionHistory: on('GetExecutionHistory', 'executionArn'),
  StopExecution: on('StopExecution', 'executionArn'),
  RedriveExecution: on('RedriveExecution', 'executionArn'),
  SendTaskSuccess: byToken('SendTaskSuccess'),
  SendTaskFailure: byToken('SendTaskFailure'),
  SendTaskHeartbeat: byToken('SendTaskHeartbeat'),
};
