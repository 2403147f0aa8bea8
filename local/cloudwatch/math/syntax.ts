const binaryOperators = ['||', '&&', '==', '!=', '<=', '>=', '<', '>', '+', '-', '*', '/', '^'] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/** The functions that are covered, of those in "Functions supported for metric math". */
export const functionNames = [
  'ABS',
  'AVG',
  'CEIL',
  'DIFF',
  'FILL',
  'FLOOR',
  'IF',
  'LOG',
  'LOG10',
  'MAX',
  'METRICS',
  'MIN',
  'PERIOD',
  'RATE',
  'RUNNING_SUM',
  'SUM',
  'TIME_SERIES',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** A metric math expression, as its syntax has it. */
export type MathExpression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  /** The argument of METRICS. */
  | { readonly kind: 'text'; readonly text: string }
  /** The second argument of FILL. */
  | { readonly kind: 'filler'; readonly filler: 'REPEAT' | 'LINEAR' }
  | { readonly kind: 'array'; readonly items: readonly MathExpression[] }
  | { readonly kind: 'negation'; readonly operand: MathExpression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: MathExpression;
      readonly right: MathExpression;
    }
  | {
      readonly kind: 'call';
      readonly name: FunctionName;
      readonly given: readonly MathExpression[];
    };

/** What is wrong with an expression. */
export class MathError extends Error {
  /** Whether AWS may well take it, but this doesn't. */
  readonly uncovered: boolean;

  constructor(message: string, uncovered = false) {
    super(message);
    this.name = 'MathError';
    this.uncovered = uncovered;
  }
}
