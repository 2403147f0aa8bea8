import { AwsError, notCovered } from '../transport/aws-error.ts';
import { byteLength, payloadLimit } from './json.ts';
import { jsonProblem } from './json-scan.ts';

/** Checks of requests to the API, with the errors and words AWS answers. */

const constraint = (value: string, field: string, rule: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value ${value} at '${field}' failed to satisfy constraint: ${rule}`,
  );

/** @throws AwsError ValidationException if a required value is missing */
export function required(value: string | undefined, field: string): string {
  if (value === undefined) throw constraint('null', field, 'Member must not be null');
  return value;
}

/** @throws AwsError ValidationException if `value` is longer than `most` characters */
export function atMost(value: string | undefined, most: number, field: string): string | undefined {
  if (value !== undefined && value.length > most) {
    throw constraint(
      `'${value.slice(0, 100)}…'`,
      field,
      `Member must have length less than or equal to ${most}`,
    );
  }
  return value;
}

/** @throws AwsError ValidationException unless `value` is one of `values` */
export function oneOf<T extends string>(
  value: T | undefined,
  values: readonly T[],
  field: string,
): T | undefined {
  if (value !== undefined && !values.includes(value)) {
    throw constraint(`'${value}'`, field, `Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  return value;
}

/** Refuses what a request sets and this API does not cover, rather than ignore it. */
export function refuse(operation: string, fields: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) throw notCovered(`states ${operation} with ${field}`);
  }
}

/** @throws AwsError ValidationException, or InvalidArn unless it is the ARN of such a resource of Step Functions */
export function requiredArn(
  value: string | undefined,
  field: string,
  kind: 'stateMachine' | 'execution',
): string {
  const arn = required(value, field);
  if (!arn.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const type = arn.split(':')[5];
  if (!arn.startsWith('arn:aws:states:') || type !== kind) {
    throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${type ?? ''}'`);
  }
  return arn;
}

/** White space, brackets, wildcards, special and control characters: what names must not contain. */
const forbiddenInNames = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]/u;

/**
 * Checks the name of an execution or a state machine: 1 to 80 characters, none of the forbidden ones.
 * @throws AwsError ValidationException or InvalidName
 */
export function checkedName(name: string, field = 'name'): string {
  atMost(name, 80, field);
  if (name === '') throw constraint("''", field, 'Member must have length greater than or equal to 1');
  if (forbiddenInNames.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  return name;
}

/**
 * Checks that `text` is JSON of at most 262,144 bytes.
 * @param refusal makes the error for text that is no JSON
 * @throws AwsError ValidationException or what `refusal` makes
 */
export function checkedJson(text: string, field: string, refusal: (why: string) => AwsError): string {
  if (byteLength(text) > payloadLimit) {
    throw constraint(
      '(too long to show)',
      field,
      `Member must have length less than or equal to ${payloadLimit}`,
    );
  }
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw refusal(jsonProblem(text).message);
  }
}
