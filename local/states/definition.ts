import * as z from 'zod';
import type { Json } from './json.ts';

/**
 * The part of the Amazon States Language that is covered: JSONata, with the states Task, Choice, Wait, Pass,
 * Succeed and Fail. Field names are AWS's; limits are those of the Step Functions developer guide.
 */

const json = z.custom<Json>();
const text = z.string();
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'expected a JSONata expression: "{% … %}"');
/** A whole number within AWS's limits. */
const whole = (least: number, most: number) => {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
/** A field whose value may also come from an expression. */
const orExpression = <T extends z.ZodType>(literal: T, what: string) =>
  z.union([literal, expression], { error: `expected ${what}, or a JSONata expression: "{% … %}"` });
const seconds = whole(1, 99_999_999);
const secondsOrExpression = orExpression(seconds, 'whole seconds from 1 to 99999999');
/** AWS's rule for variable names: a Unicode identifier of at most 80 characters. `states` is reserved. */
const variableName = z
  .string()
  .regex(
    /^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u,
    'expected a variable name: a Unicode identifier, at most 80 long',
  )
  .refine((name) => name !== 'states', 'the variable name "states" is reserved');
const assign = z.record(variableName, json);
const timestamp = z.string().refine(
  (value) => isTimestamp(value) || expression.safeParse(value).success,
  // AWS's text, as recorded.
  'String does not match RFC3339 timestamp',
);

const retrier = z.strictObject({
  ErrorEquals: z.array(text).nonempty(),
  IntervalSeconds: seconds.optional(),
  MaxAttempts: whole(0, 99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: whole(1, 31_622_399).optional(),
  JitterStrategy: z.enum(['NONE', 'FULL']).optional(),
  Comment: text.optional(),
});

const catcher = z.strictObject({
  ErrorEquals: z.array(text).nonempty(),
  Next: text,
  Output: json.optional(),
  Assign: assign.optional(),
  Comment: text.optional(),
});

const choiceRule = z.strictObject({
  Condition: orExpression(z.boolean(), 'true or false'),
  Next: text,
  Output: json.optional(),
  Assign: assign.optional(),
  Comment: text.optional(),
});

const common = { Comment: text.optional(), QueryLanguage: z.literal('JSONata').optional() };
const leaving = { Next: text.optional(), End: z.boolean().optional() };
const result = { Output: json.optional(), Assign: assign.optional() };

/** One schema per state type that is covered. What a type does not list is refused, by name. */
export const stateSchemas = {
  Task: z.strictObject({
    Type: z.literal('Task'),
    Resource: text,
    Arguments: json.optional(),
    TimeoutSeconds: secondsOrExpression.optional(),
    HeartbeatSeconds: secondsOrExpression.optional(),
    Retry: z.array(retrier).optional(),
    Catch: z.array(catcher).optional(),
    ...common,
    ...leaving,
    ...result,
  }),
  Choice: z.strictObject({
    Type: z.literal('Choice'),
    Choices: z.array(choiceRule).nonempty(),
    Default: text.optional(),
    ...common,
    ...result,
  }),
  Wait: z.strictObject({
    Type: z.literal('Wait'),
    Seconds: orExpression(whole(0, 99_999_999), 'whole seconds from 0 to 99999999').optional(),
    Timestamp: timestamp.optional(),
    ...common,
    ...leaving,
    ...result,
  }),
  Pass: z.strictObject({ Type: z.literal('Pass'), ...common, ...leaving, ...result }),
  Succeed: z.strictObject({ Type: z.literal('Succeed'), Output: json.optional(), ...common }),
  Fail: z.strictObject({
    Type: z.literal('Fail'),
    Error: text.optional(),
    Cause: text.optional(),
    ...common,
  }),
} as const;

export const machineSchema = z.strictObject({
  Comment: text.optional(),
  QueryLanguage: z
    .literal('JSONata', { error: 'The local AWS covers the QueryLanguage "JSONata" only' })
    .optional(),
  Version: z.literal('1.0').optional(),
  StartAt: text,
  States: z.record(z.string(), z.unknown()),
  TimeoutSeconds: seconds.optional(),
});

export type StateType = keyof typeof stateSchemas;
export type TaskState = z.infer<typeof stateSchemas.Task>;
export type ChoiceState = z.infer<typeof stateSchemas.Choice>;
export type WaitState = z.infer<typeof stateSchemas.Wait>;
type PassState = z.infer<typeof stateSchemas.Pass>;
type SucceedState = z.infer<typeof stateSchemas.Succeed>;
export type FailState = z.infer<typeof stateSchemas.Fail>;
export type State = TaskState | ChoiceState | WaitState | PassState | SucceedState | FailState;
export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;

/** A definition that has been read and found sound: every target exists, every expression parses. */
export interface Definition {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
  /** Bounds the whole execution, in seconds. */
  readonly timeoutSeconds: number | undefined;
}

/** AWS's timestamps: RFC 3339 with a `T` and a zone. */
export const isTimestamp = (value: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
