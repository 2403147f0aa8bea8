import { TemplateError } from './template-error.ts';

/** A value of a template with its intrinsic functions recognised. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Expression])[] }
  | Reference
  | { readonly kind: 'join'; readonly delimiter: string; readonly list: Expression }
  | { readonly kind: 'split'; readonly delimiter: string; readonly source: Expression }
  | {
      readonly kind: 'if';
      readonly condition: ConditionName;
      readonly value: Expression;
      readonly otherwise: Expression;
    }
  | { readonly kind: 'select'; readonly index: number; readonly list: Expression }
  /** Fn::Sub: its parts in order, the variables of its second form already in their places. */
  | { readonly kind: 'sub'; readonly parts: readonly Expression[] };

export type Reference =
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'get-att'; readonly logicalId: string; readonly attribute: string };

/** One of the template's Conditions. */
export interface ConditionName {
  readonly kind: 'condition';
  readonly name: string;
}

/**
 * Reads a template's value. `path` is where it stands, for messages.
 * @throws TemplateError for an intrinsic function that is not covered, or is malformed
 */
export function parseExpression(value: unknown, path: string): Expression {
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item, index) => parseExpression(item, `${path}[${index}]`)) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? ['', undefined];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return parseIntrinsic(name, argument, path);
    }
    const intrinsic = entries.find(([key]) => key.startsWith('Fn::'))?.[0];
    if (intrinsic !== undefined) throw malformed(path, intrinsic, 'the only key of its object', value);
    return {
      kind: 'object',
      entries: entries.map(([key, item]) => [key, parseExpression(item, `${path}.${key}`)] as const),
    };
  }
  return { kind: 'literal', value: value as string | number | boolean | null };
}

function parseIntrinsic(name: string, argument: unknown, path: string): Expression {
  const at = `${path}.${name}`;
  switch (name) {
    case 'Ref':
      if (typeof argument !== 'string') throw malformed(path, name, 'a name', argument);
      return { kind: 'ref', name: argument };
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = typeof argument === 'string' ? cutAtDot(argument) : pair(argument);
      if (typeof logicalId !== 'string' || typeof attribute !== 'string') {
        throw malformed(path, name, 'a logical id and an attribute', argument);
      }
      return { kind: 'get-att', logicalId, attribute };
    }
    case 'Fn::Sub':
      return parseSub(argument, path);
    case 'Fn::Join': {
      const [delimiter, list] = pair(argument);
      if (typeof delimiter !== 'string') throw malformed(path, name, 'a delimiter and a list', argument);
      return { kind: 'join', delimiter, list: parseExpression(list, at) };
    }
    case 'Fn::Split': {
      const [delimiter, source] = pair(argument);
      if (typeof delimiter !== 'string' || delimiter === '') {
        throw malformed(path, name, 'a delimiter and a string', argument);
      }
      return { kind: 'split', delimiter, source: parseExpression(source, at) };
    }
    case 'Fn::Select': {
      const [index, list] = pair(argument);
      if (!/^\d+$/.test(String(index))) throw malformed(path, name, 'an index and a list', argument);
      return { kind: 'select', index: Number(index), list: parseExpression(list, at) };
    }
    case 'Fn::If': {
      const [condition, value, otherwise, ...more] = Array.isArray(argument) ? argument : [];
      if (typeof condition !== 'string' || otherwise === undefined || more.length > 0) {
        throw malformed(path, name, 'the name of a condition and two values', argument);
      }
      return {
        kind: 'if',
        condition: { kind: 'condition', name: condition },
        value: parseExpression(value, at),
        otherwise: parseExpression(otherwise, at),
      };
    }
    default:
      throw new TemplateError(
        `${path}: ${name} is not covered by the local AWS (Ref, Fn::GetAtt, Fn::If, Fn::Sub, Fn::Join, Fn::Select and Fn::Split are)`,
      );
  }
}

/** `${Name}`, `${Name.Attribute}`, `${!Literal}`; in the second form also `${variable}`. */
function parseSub(argument: unknown, path: string): Expression {
  const [text, variables] = typeof argument === 'string' ? [argument, {}] : pair(argument);
  if (typeof text !== 'string' || typeof variables !== 'object' || variables === null) {
    throw malformed(path, 'Fn::Sub', 'a string, or a string and its variables', argument);
  }
  const parts: Expression[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push({ kind: 'literal', value: text.slice(end, match.index) });
    parts.push(substitute(match[1] ?? '', variables as Record<string, unknown>, path));
    end = match.index + match[0].length;
  }
  parts.push({ kind: 'literal', value: text.slice(end) });
  return { kind: 'sub', parts };
}

function substitute(name: string, variables: Record<string, unknown>, path: string): Expression {
  if (name.startsWith('!')) return { kind: 'literal', value: `\${${name.slice(1)}}` };
  if (Object.hasOwn(variables, name)) return parseExpression(variables[name], `${path}.Fn::Sub.${name}`);
  if (!/^[A-Za-z0-9:.]+$/.test(name)) throw malformed(path, 'Fn::Sub', 'a name in braces', `\${${name}}`);
  const [logicalId, attribute] = cutAtDot(name);
  return attribute === undefined ? { kind: 'ref', name } : { kind: 'get-att', logicalId, attribute };
}

/** All references in an expression, in order. */
export function referencesIn(expression: Expression): Reference[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'ref':
    case 'get-att':
      return [expression];
    case 'list':
      return expression.items.flatMap(referencesIn);
    case 'object':
      return expression.entries.flatMap(([, item]) => referencesIn(item));
    case 'sub':
      return expression.parts.flatMap(referencesIn);
    case 'join':
    case 'select':
      return referencesIn(expression.list);
    case 'split':
      return referencesIn(expression.source);
    // Both, though only one is made: what needs neither is not told apart from what needs them by a condition.
    case 'if':
      return [...referencesIn(expression.value), ...referencesIn(expression.otherwise)];
  }
}

const pair = (argument: unknown): unknown[] =>
  Array.isArray(argument) && argument.length === 2 ? argument : [];

/** `Bucket.Arn` → Bucket, Arn; an attribute may itself hold dots. */
function cutAtDot(name: string): [string, string | undefined] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}

const malformed = (path: string, name: string, expected: string, got: unknown): TemplateError =>
  new TemplateError(`${path}: ${name}: expected ${expected}, got ${JSON.stringify(got)}`);
