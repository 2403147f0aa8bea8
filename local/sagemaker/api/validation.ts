import { assertCovered } from './coverage.ts';
import { invalid } from './errors.ts';
import { wholly } from './patterns.ts';
import { printed } from './printed-values.ts';
import { assertReadable } from './serialization.ts';
import { camelCase, type InputModel, inputShapeName, type Shape, sagemakerModel, shapeOf } from './shapes.ts';

/**
 * Checks an operation's input against the API model, as AWS does before anything else.
 * @throws AwsError SerializationException for a value of the wrong type; ValidationException naming every broken
 *   constraint; UnknownOperationException for a member that the local SageMaker does not cover
 */
export function validateInput(operation: string, input: unknown): void {
  assertReadable(sagemakerModel, operation, input);
  const broken = violationsOf(sagemakerModel, operation, input);
  if (broken.length > 0) throw invalid(detected(broken));
  assertCovered(sagemakerModel, operation, input);
}

/** `2 validation errors detected: …; …`, AWS's form. */
export const detected = (violations: readonly string[]): string =>
  `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected: ${violations.join('; ')}`;

/** Every constraint of the API model that a readable input breaks, each in AWS's words. */
export function violationsOf(model: InputModel, operation: string, input: unknown): readonly string[] {
  return [...broken(model, inputShapeName(model, operation), input, '')];
}

function* broken(model: InputModel, name: string, value: unknown, path: string): Generator<string> {
  const shape = shapeOf(model, name);
  for (const constraint of constraintsOf(shape)) {
    if (!constraint.holds(value)) yield violation(model, name, value, path, constraint.text);
  }
  switch (shape.type) {
    case 'structure':
      return yield* brokenMembers(model, shape, value as Record<string, unknown>, path);
    case 'list':
      return yield* brokenItems(model, name, value as readonly unknown[], path);
    case 'map': {
      const entries = Object.entries(value as object);
      yield* brokenTogether(
        model,
        name,
        value,
        path,
        'Map keys',
        shape.key,
        entries.map(([key]) => key),
      );
      yield* brokenTogether(
        model,
        name,
        value,
        path,
        'Map value',
        shape.value,
        entries.map(([, item]) => item),
      );
    }
  }
}

function* brokenMembers(
  model: InputModel,
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Generator<string> {
  const own = (name: string) => (Object.hasOwn(value, name) ? value[name] : undefined) ?? null;
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const at = path === '' ? camelCase(name) : `${path}.${camelCase(name)}`;
    const item = own(name);
    if (item !== null) yield* broken(model, member, item, at);
    else if (shape.required?.includes(name)) yield violation(model, member, null, at, notNull);
  }
}

/** Structures in a list are told of one by one; plain values all together, by their list. */
function* brokenItems(
  model: InputModel,
  name: string,
  items: readonly unknown[],
  path: string,
): Generator<string> {
  const member = shapeOf(model, name).member ?? '';
  if (shapeOf(model, member).type !== 'structure') {
    yield* brokenTogether(model, name, items, path, 'Member', member, items);
    return;
  }
  for (const [index, item] of items.entries()) {
    const at = `${path}.${index + 1}.member`;
    if (item === null) yield violation(model, member, null, at, notNull);
    else yield* broken(model, member, item, at);
  }
}

/** `Value '[…]' at 'x' failed to satisfy constraint: Member must satisfy constraint: [Member must …, Member must …]`. */
function* brokenTogether(
  model: InputModel,
  name: string,
  value: unknown,
  path: string,
  subject: 'Member' | 'Map keys' | 'Map value',
  part: string | undefined,
  items: readonly unknown[],
): Generator<string> {
  const constraints = constraintsOf(shapeOf(model, part));
  const fits = (item: unknown) => item !== null && constraints.every((constraint) => constraint.holds(item));
  if (items.every(fits)) return;
  const texts = constraints.map((constraint) => constraint.text);
  const all = items.includes(null) ? [...texts, notNull] : texts;
  yield violation(model, name, value, path, `${subject} must satisfy constraint: [${all.join(', ')}]`);
}

const notNull = 'Member must not be null';

function violation(model: InputModel, name: string, value: unknown, path: string, text: string): string {
  const told =
    value === null ? ' null' : shapeOf(model, name).sensitive ? '' : ` '${printed(model, name, value)}'`;
  return `Value${told} at '${path}' failed to satisfy constraint: ${text}`;
}

interface Constraint {
  readonly text: string;
  holds(value: unknown): boolean;
}

const constraints = new WeakMap<Shape, readonly Constraint[]>();

/** A shape's own constraints, in the order in which AWS's messages name them. Shapes are AWS's and stay as they are. */
function constraintsOf(shape: Shape): readonly Constraint[] {
  const known = constraints.get(shape) ?? readConstraints(shape);
  constraints.set(shape, known);
  return known;
}

function readConstraints({ type, min, max, pattern, enum: values }: Shape): readonly Constraint[] {
  const unit = type === 'integer' || type === 'float' ? 'value' : 'length';
  const found: Constraint[] = [];
  const add = (text: string, holds: (value: unknown) => boolean) =>
    found.push({ text: `Member must ${text}`, holds });
  if (max !== undefined) add(`have ${unit} less than or equal to ${max}`, (value) => sizeOf(value) <= max);
  if (min !== undefined) add(`have ${unit} greater than or equal to ${min}`, (value) => sizeOf(value) >= min);
  if (pattern !== undefined) {
    const expression = wholly(pattern);
    add(`satisfy regular expression pattern: ${pattern}`, (value) => expression.test(value as string));
  }
  if (values !== undefined) {
    add(`satisfy enum value set: [${values.join(', ')}]`, (value) => values.includes(value as string));
  }
  return found;
}

/** What `min` and `max` speak of: a number itself; characters (code points, as Smithy says); bytes; items; entries. */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return lengthOf(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return Object.keys(value as object).length;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
