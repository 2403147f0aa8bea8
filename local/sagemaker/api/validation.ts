import { AwsError, notCovered } from '../../transport/aws-error.ts';
import data from './constraints.json' with { type: 'json' };
import { invalid } from './errors.ts';

/** A shape of SageMaker's API model, reduced to what can be checked. */
interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

const shapes = data.shapes as unknown as Readonly<Record<string, Shape>>;

/**
 * Checks an operation's input against the API model, as AWS does before anything else.
 * @throws AwsError UnknownOperationException for a member that the local SageMaker does not cover;
 *   SerializationException for a value of the wrong type; ValidationException naming every broken constraint
 */
export function validateInput(operation: string, input: unknown): void {
  const problems: string[] = [];
  check(operation, `${operation}Input`, input, '', problems);
  if (problems.length > 0) {
    const found = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected`;
    throw invalid(`${found}: ${problems.join('; ')}`);
  }
}

function check(operation: string, shapeName: string, value: unknown, path: string, problems: string[]): void {
  const shape = shapes[shapeName];
  if (shape === undefined) throw new Error(`constraints.json has no shape ${shapeName}`);
  assertType(shape, value, path);

  const say = (constraint: string) =>
    problems.push(
      `Value ${printed(value)} at '${path}' failed to satisfy constraint: Member must ${constraint}`,
    );
  const size = sizeOf(value);
  const unit = typeof value === 'number' ? 'value' : 'length';
  if (shape.max !== undefined && size > shape.max) say(`have ${unit} less than or equal to ${shape.max}`);
  if (shape.min !== undefined && size < shape.min) say(`have ${unit} greater than or equal to ${shape.min}`);
  if (shape.enum !== undefined && !shape.enum.includes(value as string)) {
    say(`satisfy enum value set: [${shape.enum.join(', ')}]`);
  }
  if (shape.pattern !== undefined && !wholly(shape.pattern).test(value as string)) {
    say(`satisfy regular expression pattern: ${shape.pattern}`);
  }

  switch (shape.type) {
    case 'structure':
      checkStructure(operation, shape, value as object, path, problems);
      break;
    case 'list':
      for (const [index, item] of (value as unknown[]).entries()) {
        check(operation, shape.member ?? '', item, `${path}.${index + 1}.member`, problems);
      }
      break;
    case 'map':
      for (const [key, item] of Object.entries(value as object)) {
        check(operation, shape.key ?? '', key, path, problems);
        check(operation, shape.value ?? '', item, `${path}.${key}.member`, problems);
      }
      break;
  }
}

function checkStructure(
  operation: string,
  shape: Shape,
  value: object,
  path: string,
  problems: string[],
): void {
  const members = shape.members ?? {};
  const at = (name: string) => (path === '' ? camelCase(name) : `${path}.${camelCase(name)}`);
  const given = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  for (const name of shape.required ?? []) {
    if (!given.some(([member]) => member === name)) {
      problems.push(`Value null at '${at(name)}' failed to satisfy constraint: Member must not be null`);
    }
  }
  for (const [name, item] of given) {
    const member = members[name];
    if (member === undefined) throw notCovered(`SageMaker ${operation} with ${name}`);
    check(operation, member, item, at(name), problems);
  }
}

function assertType(shape: Shape, value: unknown, path: string): void {
  const fits: Readonly<Record<string, boolean>> = {
    structure: typeof value === 'object' && value !== null && !Array.isArray(value),
    map: typeof value === 'object' && value !== null && !Array.isArray(value),
    list: Array.isArray(value),
    string: typeof value === 'string',
    boolean: typeof value === 'boolean',
    integer: Number.isInteger(value),
    float: typeof value === 'number',
    timestamp: value instanceof Date,
  };
  if (!fits[shape.type]) {
    throw new AwsError('SerializationException', `${path}: expected ${shape.type}, got ${printed(value)}`);
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function printed(value: unknown): string {
  if (value === null) return 'null';
  return `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`;
}

const patterns = new Map<string, RegExp>();

/** AWS's patterns mean the whole value. */
function wholly(pattern: string): RegExp {
  const compiled = patterns.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u');
  patterns.set(pattern, compiled);
  return compiled;
}

const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
