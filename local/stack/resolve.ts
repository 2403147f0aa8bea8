import type { ConditionName, Expression, Reference } from './expression.ts';
import { TemplateError } from './template-error.ts';

/**
 * What a reference stands for: a string, a list of strings, or undefined for `AWS::NoValue`; a condition for `true` or
 * `false`. Throws where there is no such thing.
 */
export type Lookup = (reference: Reference | ConditionName) => string | readonly string[] | undefined;

/**
 * The value of an expression. What resolves to `AWS::NoValue` is left out of its object or list.
 * @throws TemplateError where a string or a list is needed and something else came
 */
export function resolve(expression: Expression, lookup: Lookup, path: string): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'ref':
    case 'get-att':
      return lookup(expression);
    case 'list':
      return expression.items
        .map((item, index) => resolve(item, lookup, `${path}[${index}]`))
        .filter((item) => item !== undefined);
    case 'object':
      return Object.fromEntries(
        expression.entries
          .map(([key, item]) => [key, resolve(item, lookup, `${path}.${key}`)])
          .filter(([, item]) => item !== undefined),
      );
    case 'sub':
      return expression.parts.map((part) => text(resolve(part, lookup, path), `${path}: Fn::Sub`)).join('');
    case 'join':
      return list(resolve(expression.list, lookup, path), `${path}: Fn::Join`).join(expression.delimiter);
    case 'split':
      return text(resolve(expression.source, lookup, path), `${path}: Fn::Split`).split(expression.delimiter);
    case 'if':
      return resolve(
        lookup(expression.condition) === 'true' ? expression.value : expression.otherwise,
        lookup,
        path,
      );
    case 'select': {
      const items = list(resolve(expression.list, lookup, path), `${path}: Fn::Select`);
      const item = items[expression.index];
      if (item === undefined) {
        throw new TemplateError(
          `${path}: Fn::Select: no item ${expression.index} in a list of ${items.length}`,
        );
      }
      return item;
    }
  }
}

/** As CloudFormation does, numbers and booleans are taken as their text. */
function text(value: unknown, at: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new TemplateError(`${at}: expected a string, got ${JSON.stringify(value)}`);
}

function list(value: unknown, at: string): string[] {
  if (!Array.isArray(value)) {
    throw new TemplateError(`${at}: expected a list of strings, got ${JSON.stringify(value)}`);
  }
  return value.map((item) => text(item, at));
}
