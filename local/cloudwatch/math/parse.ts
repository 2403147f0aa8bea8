import {
  type BinaryOperator,
  type FunctionName,
  functionNames,
  MathError,
  type MathExpression,
} from './syntax.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Operators by how tightly they bind, the loosest first; all but `^` group from the left. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

/** Nesting that no sane expression needs, so that none can exhaust the stack. */
const deepest = 200;

/**
 * Reads a metric math expression (AWS: "Metric math syntax and functions"). Ids begin with a small letter,
 * functions are in capitals.
 *
 * @throws MathError what is wrong, or which function is not covered
 */
export function parseMath(source: string): MathExpression {
  const tokens = tokensOf(source);
  let at = 0;
  let depth = 0;

  const peek = (symbol: string): boolean => {
    const token = tokens[at];
    return token?.kind === 'symbol' && token.symbol === symbol;
  };
  const skip = (symbol: string): boolean => {
    if (!peek(symbol)) return false;
    at += 1;
    return true;
  };
  const expect = (symbol: string): void => {
    if (!skip(symbol)) throw new MathError(`Expected '${symbol}' but found ${shown(tokens[at])}`);
  };
  const listUpTo = (end: string): MathExpression[] => {
    const items: MathExpression[] = [];
    if (skip(end)) return items;
    do items.push(expression());
    while (skip(','));
    expect(end);
    return items;
  };

  const expression = (): MathExpression => {
    depth += 1;
    if (depth > deepest) throw new MathError('The expression is nested too deeply');
    const read = binary(0);
    depth -= 1;
    return read;
  };

  const binary = (level: number): MathExpression => {
    const operators = levels[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find(skip);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: binary(level + 1) };
    }
  };

  const unary = (): MathExpression => {
    let negations = 0;
    while (skip('-')) negations += 1;
    let read = power();
    for (; negations > 0; negations -= 1) read = { kind: 'negation', operand: read };
    return read;
  };

  // Binds tighter than the minus before it (-2^2 = -4), and takes one after it (2^-1); groups from the right.
  const power = (): MathExpression => {
    const left = primary();
    if (!skip('^')) return left;
    depth += 1;
    if (depth > deepest) throw new MathError('The expression is nested too deeply');
    const right = unary();
    depth -= 1;
    return { kind: 'binary', operator: '^', left, right };
  };

  const primary = (): MathExpression => {
    const token = tokens[at];
    at += 1;
    switch (token?.kind) {
      case 'number':
        return token;
      case 'text':
        return token;
      case 'word':
        return word(token.word);
      case 'symbol':
        if (token.symbol === '[') return { kind: 'array', items: listUpTo(']') };
        if (token.symbol === '(') {
          const inner = expression();
          expect(')');
          return inner;
        }
    }
    throw new MathError(`Unexpected ${shown(token)}`);
  };

  const word = (name: string): MathExpression => {
    if (/^[a-z]/.test(name)) return { kind: 'id', id: name };
    if (skip('(')) {
      if (!isFunction(name)) throw new MathError(`the metric math function ${name}`, true);
      return { kind: 'call', name, given: listUpTo(')') };
    }
    if (name === 'REPEAT' || name === 'LINEAR') return { kind: 'filler', filler: name };
    throw new MathError(`Unexpected '${name}': ids begin with a lowercase letter`);
  };

  const whole = expression();
  if (at < tokens.length) throw new MathError(`Unexpected ${shown(tokens[at])}`);
  return whole;
}

const isFunction = (name: string): name is FunctionName => functionNames.some((known) => known === name);

function shown(token: Token | undefined): string {
  switch (token?.kind) {
    case undefined:
      return 'end of expression';
    case 'number':
      return `'${token.value}'`;
    case 'text':
      return `"${token.text}"`;
    case 'word':
      return `'${token.word}'`;
    case 'symbol':
      return `'${token.symbol}'`;
  }
}
