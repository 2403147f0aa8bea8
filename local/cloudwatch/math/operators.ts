import type { MathAssumptions } from './assumptions.ts';
import { type MathValue, mapped, type Points, scalar } from './series.ts';
import type { BinaryOperator } from './syntax.ts';

/**
 * `left operator right`. Of two time series, one that has no value at an instant where the other has one counts
 * as 0 there; a result that is no number (divided by 0) is dropped (AWS: "Basic arithmetic functions").
 *
 * @param missing how sure that is: see `MathAssumptions`
 */
export function applied(
  operator: BinaryOperator,
  left: MathValue,
  right: MathValue,
  missing: MathAssumptions['missingOperand'],
): MathValue {
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    return left.value === undefined || right.value === undefined
      ? scalar(undefined)
      : scalar(computed(operator, left.value, right.value));
  }
  if (right.kind === 'scalar')
    return mapped(left, (points) => withScalar(points, right.value, operator, false));
  if (left.kind === 'scalar')
    return mapped(right, (points) => withScalar(points, left.value, operator, true));
  if (left.kind === 'array') {
    const other = right.kind === 'series' ? right.series.points : [];
    return mapped(left, (points) => pairwise(operator, points, other, missing));
  }
  return mapped(right, (points) => pairwise(operator, left.series.points, points, missing));
}

function withScalar(
  points: Points,
  value: number | undefined,
  operator: BinaryOperator,
  scalarFirst: boolean,
): Points {
  if (value === undefined) return points.map(() => undefined);
  return points.map((point) => {
    if (point === undefined) return undefined;
    return numberOrNone(scalarFirst ? computed(operator, value, point) : computed(operator, point, value));
  });
}

const pairwise = (
  operator: BinaryOperator,
  left: Points,
  right: Points,
  missing: MathAssumptions['missingOperand'],
): Points =>
  left.map((one, index) => {
    const other = right[index];
    const isDropped = missing === 'dropped' && (one === undefined || other === undefined);
    return isDropped || (one === undefined && other === undefined)
      ? undefined
      : numberOrNone(computed(operator, one ?? 0, other ?? 0));
  });

export const numberOrNone = (value: number): number | undefined =>
  Number.isFinite(value) ? value : undefined;

function computed(operator: BinaryOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return a ** b;
    case '==':
      return Number(a === b);
    case '!=':
      return Number(a !== b);
    case '<':
      return Number(a < b);
    case '<=':
      return Number(a <= b);
    case '>':
      return Number(a > b);
    case '>=':
      return Number(a >= b);
    case '&&':
      return Number(a !== 0 && b !== 0);
    case '||':
      return Number(a !== 0 || b !== 0);
  }
}
