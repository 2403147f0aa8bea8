import type { LoggingConfiguration } from '@aws-sdk/client-sfn';
import type { Definition } from './definition.ts';

/** A state machine as it was made. */
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
}
