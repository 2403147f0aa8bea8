import type { MathAssumptions } from './assumptions.ts';
import { changes, chosen, type Filling, filled, ofOneNumber, runningSum, summarized } from './functions.ts';
import { applied, numberOrNone } from './operators.ts';
import { type MathValue, mapped, type Series, scalar, seriesOf } from './series.ts';
import type { MathExpression } from './syntax.ts';

/** What an expression is evaluated on. */
export interface MathScope {
  /** What an id stands for: a metric's series, or another expression's result. */
  valueOf(id: string): MathValue;
  /** The metrics of the request (not its expressions), for METRICS. */
  readonly metrics: readonly Series[];
  /** The period of a metric, in seconds. */
  periodOf(id: string): number;
  readonly assumptions: MathAssumptions;
  /** The seconds from one point to the next. */
  readonly period: number;
  /** How many points every series has. */
  readonly length: number;
}

/** The value of `expression`, whose kinds have been checked (`kindOf`). */
export function evaluateMath(expression: MathExpression, scope: MathScope): MathValue {
  const of = (inner: MathExpression): MathValue => evaluateMath(inner, scope);
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'id':
      return scope.valueOf(expression.id);
    case 'text':
    case 'filler':
      return scalar(undefined);
    case 'array':
      return { kind: 'array', all: expression.items.flatMap((item) => seriesOf(of(item))) };
    case 'negation': {
      const value = of(expression.operand);
      return value.kind === 'scalar'
        ? scalar(value.value === undefined ? undefined : -value.value)
        : mapped(value, (points) => points.map((point) => (point === undefined ? undefined : -point)));
    }
    case 'binary':
      return applied(
        expression.operator,
        of(expression.left),
        of(expression.right),
        scope.assumptions.missingOperand,
      );
    case 'call':
      return called(expression, scope);
  }
}

function called({ name, given }: Extract<MathExpression, { kind: 'call' }>, scope: MathScope): MathValue {
  const argument = (index: number): MathValue => evaluateMath(given[index] as MathExpression, scope);
  switch (name) {
    case 'ABS':
    case 'CEIL':
    case 'FLOOR':
    case 'LOG':
    case 'LOG10':
      return mapped(argument(0), (points) =>
        points.map((point) => (point === undefined ? undefined : numberOrNone(ofOneNumber[name](point)))),
      );
    case 'SUM':
    case 'AVG':
    case 'MIN':
    case 'MAX':
      return summarized(name, argument(0));
    case 'DIFF':
    case 'RATE':
      return mapped(argument(0), (points) => changes(points, scope.period, name === 'RATE'));
    case 'RUNNING_SUM':
      return mapped(argument(0), (points) => runningSum(points, scope.assumptions.runningSum));
    case 'TIME_SERIES': {
      const value = argument(0);
      const point = value.kind === 'scalar' ? value.value : undefined;
      return { kind: 'series', series: { id: '', points: Array<typeof point>(scope.length).fill(point) } };
    }
    case 'FILL': {
      const [, filler] = given;
      const filling: Filling =
        filler?.kind === 'filler' ? { kind: filler.filler } : { kind: 'value', value: argument(1) };
      return mapped(argument(0), (points) => filled(points, filling));
    }
    case 'IF': {
      const whenFalse = given.length > 2 ? argument(2) : undefined;
      return { kind: 'series', series: chosen(argument(0), argument(1), whenFalse, scope.length) };
    }
    case 'PERIOD': {
      const [metric] = given;
      return scalar(metric?.kind === 'id' ? scope.periodOf(metric.id) : undefined);
    }
    case 'METRICS': {
      const [part] = given;
      const wanted = part?.kind === 'text' ? part.text : '';
      return { kind: 'array', all: scope.metrics.filter(({ id }) => id.includes(wanted)) };
    }
  }
}
