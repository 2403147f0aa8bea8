import type { LoggingConfiguration } from '@aws-sdk/client-sfn';
import type { Definition } from './definition.ts';
import type { Execution } from './execution.ts';

/** A state machine and its executions, in the order they started. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  /** The definition's text, as it was given. */
  readonly text: string;
  readonly definition: Definition;
  readonly loggingConfiguration: LoggingConfiguration;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly executions: Execution[];
}
