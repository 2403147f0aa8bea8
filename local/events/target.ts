import type { Target } from '@aws-sdk/client-eventbridge';
import type { Permissions, RoleCaller } from '../iam/iam.ts';
import type { FunctionInvoker, QueueSink } from '../ports.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';

/** Starts executions of state machines, as a target does. */
interface ExecutionStarter {
  startExecution(stateMachineArn: string, input: string): Promise<void>;
}

export interface RetryLimits {
  /** How often delivery is tried again, 0 to 185. */
  readonly maximumRetryAttempts: number;
  /** Seconds, 60 to 86,400. */
  readonly maximumEventAgeInSeconds: number;
}

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  /** As which the bus starts an execution. */
  readonly roleArn?: string | undefined;
  /** JSON text to deliver in place of the event. */
  readonly input?: string | undefined;
  /** AWS's defaults for what it leaves out: 185 attempts, 86,400 seconds. */
  readonly retryPolicy?: Partial<RetryLimits> | undefined;
  readonly deadLetterArn?: string | undefined;
}

/** What targets can be. Thunks, for services that are created after the bus. */
export interface TargetServices {
  readonly functions: () => FunctionInvoker;
  readonly queues: () => QueueSink;
  readonly states?: (() => ExecutionStarter) | undefined;
  /** Whether targets let the bus in; without it, all do. */
  readonly permissions?: Pick<Permissions, 'serviceMay' | 'roleMay'> | undefined;
}

const covered: readonly string[] = [
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'RetryPolicy',
  'DeadLetterConfig',
] satisfies (keyof Target)[];

/**
 * A target as PutTargets and the template's `AWS::Events::Rule` write it.
 *
 * @throws AwsError `ValidationException`; not covered for InputPath, InputTransformer and services' parameters
 */
export function ruleTargetOf(target: Target): RuleTarget {
  for (const [member, value] of Object.entries(target)) {
    if (value !== undefined && !covered.includes(member)) throw notCovered(`event targets with ${member}`);
  }
  if (!target.Id || !target.Arn) {
    throw new AwsError('ValidationException', 'A target needs both an Id and an Arn.');
  }
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = target.RetryPolicy ?? {};
  checkRange('maximumRetryAttempts', attempts, 0, 185);
  checkRange('maximumEventAgeInSeconds', age, 60, 86_400);
  if (target.Input !== undefined) checkJson(target.Id, target.Input);
  return {
    id: target.Id,
    arn: target.Arn,
    roleArn: target.RoleArn,
    input: target.Input,
    retryPolicy: {
      ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
      ...(age === undefined ? {} : { maximumEventAgeInSeconds: age }),
    },
    deadLetterArn: target.DeadLetterConfig?.Arn,
  };
}

/** The same the other way round. */
export const wireTargetOf = (target: RuleTarget): Target => ({
  Id: target.id,
  Arn: target.arn,
  RoleArn: target.roleArn,
  Input: target.input,
  RetryPolicy: target.retryPolicy && {
    MaximumRetryAttempts: target.retryPolicy.maximumRetryAttempts,
    MaximumEventAgeInSeconds: target.retryPolicy.maximumEventAgeInSeconds,
  },
  DeadLetterConfig: target.deadLetterArn === undefined ? undefined : { Arn: target.deadLetterArn },
});

/**
 * How to hand `json` to the target with this ARN.
 *
 * @throws AwsError (not covered) for other services than Lambda, SQS and, if given, Step Functions
 */
export function senderTo(arn: string, services: TargetServices): (json: string) => Promise<void> {
  const service = arn.split(':')[2];
  const { functions, queues, states } = services;
  if (service === 'lambda') return (json) => functions().invokeAsync(arn, JSON.parse(json));
  if (service === 'sqs') return async (json) => queues().send(arn, json);
  if (service === 'states' && states !== undefined) return (json) => states().startExecution(arn, json);
  throw notCovered(`the event target ${arn}`);
}

/** What is done to a target, by the service of its ARN. */
const targetActions: Readonly<Record<string, string>> = {
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  states: 'states:StartExecution',
};

/**
 * Why the bus may not deliver to `arn`: functions and queues say by their policies whom they let in, an execution is
 * started with the target's role (EventBridge guide, "Using resource-based policies").
 */
export function deliveryRefusal(
  { permissions }: TargetServices,
  ruleArn: string,
  { arn, roleArn }: Pick<RuleTarget, 'arn' | 'roleArn'>,
): AwsError | undefined {
  const action = targetActions[arn.split(':')[2] ?? ''];
  if (action === undefined) return undefined;
  if (action !== 'states:StartExecution')
    return permissions?.serviceMay('events.amazonaws.com', ruleArn, action, arn);
  if (roleArn === undefined) return undefined;
  const caller: RoleCaller = { kind: 'role', role: roleArn, session: ruleArn.split('/').at(-1) ?? '' };
  return permissions?.roleMay(caller, action, arn);
}

function checkRange(member: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at 'retryPolicy.${member}' failed to satisfy constraint: Member must have value between ${min} and ${max}`,
  );
}

function checkJson(id: string, input: string): void {
  try {
    JSON.parse(input);
  } catch {
    throw new AwsError('ValidationException', `JSON syntax error in input for target ${id}.`);
  }
}
