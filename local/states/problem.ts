import { AwsError } from '../transport/aws-error.ts';

/** One thing wrong with a definition. The codes are those that AWS's own validation uses. */
export interface Problem {
  readonly code:
    | 'INVALID_JSON_DESCRIPTION'
    | 'SCHEMA_VALIDATION_FAILED'
    | 'MISSING_TRANSITION_TARGET'
    | 'MISSING_END_STATE'
    | 'INVALID_JSONATA_EXPRESSION'
    | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
  /** Where in the definition: `/States/Resolve/Next`. */
  readonly at: string;
}

/** Every problem at once, in the wording of CreateStateMachine's refusal. */
export const invalidDefinition = (problems: readonly Problem[]): AwsError =>
  new AwsError(
    'InvalidDefinition',
    `Invalid State Machine Definition: '${problems.map(({ code, message, at }) => `${code}: ${message} at ${at}`).join(', ')}'`,
  );
