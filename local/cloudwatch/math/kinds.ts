import { MathError, type MathExpression } from './syntax.ts';

/** AWS's data types S, TS and TS[]. */
export type MathKind = 'scalar' | 'series' | 'array';

/** What an id stands for: a metric, or another expression with what it results in. */
export interface IdKind {
  readonly metric: boolean;
  readonly kind: MathKind;
}

const named: Readonly<Record<MathKind, string>> = { scalar: 'S', series: 'TS', array: 'TS[]' };

/**
 * What `expression` results in.
 *
 * @throws MathError if a function or an operator is given what it doesn't take, or an id is unknown
 */
export function kindOf(expression: MathExpression, idKind: (id: string) => IdKind | undefined): MathKind {
  const of = (inner: MathExpression): MathKind => kindOf(inner, idKind);
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'id': {
      const known = idKind(expression.id);
      if (known === undefined) throw new MathError(`Unknown id '${expression.id}'`);
      return known.kind;
    }
    case 'text':
      throw new MathError(`Unexpected "${expression.text}": only METRICS takes a string`);
    case 'filler':
      throw new MathError(`Unexpected '${expression.filler}': only FILL takes it, as its second argument`);
    case 'array':
      for (const item of expression.items) {
        if (of(item) === 'scalar') throw new MathError('An array holds time series, not scalars');
      }
      return 'array';
    case 'negation':
      return of(expression.operand);
    case 'binary': {
      const kinds = [of(expression.left), of(expression.right)];
      if (!kinds.includes('array')) return kinds.includes('series') ? 'series' : 'scalar';
      if (kinds.every((kind) => kind === 'array')) {
        throw new MathError(`Operator '${expression.operator}' doesn't take TS[] on both sides`);
      }
      return 'array';
    }
    case 'call':
      return kindOfCall(expression, idKind);
  }
}

function kindOfCall(
  { name, given }: Extract<MathExpression, { kind: 'call' }>,
  idKind: (id: string) => IdKind | undefined,
): MathKind {
  const takes = (least: number, most = least): void => {
    if (given.length >= least && given.length <= most) return;
    const wanted = least === most ? String(least) : `${least} to ${most}`;
    throw new MathError(`Function ${name} takes ${wanted} arguments but got ${given.length}`);
  };
  const kindAt = (index: number, ...allowed: readonly MathKind[]): MathKind => {
    const kind = kindOf(given[index] as MathExpression, idKind);
    if (allowed.includes(kind)) return kind;
    throw new MathError(
      `Function ${name} takes ${allowed.map((one) => named[one]).join(' or ')} as argument ${index + 1}, not ${named[kind]}`,
    );
  };
  switch (name) {
    case 'ABS':
    case 'CEIL':
    case 'FLOOR':
    case 'DIFF':
    case 'LOG':
    case 'LOG10':
    case 'RATE':
    case 'RUNNING_SUM':
      takes(1);
      return kindAt(0, 'series', 'array');
    case 'SUM':
    case 'AVG':
    case 'MIN':
    case 'MAX':
      takes(1);
      return kindAt(0, 'series', 'array') === 'series' ? 'scalar' : 'series';
    case 'FILL':
      takes(2);
      if (given[1]?.kind !== 'filler') kindAt(1, 'scalar', 'series');
      return kindAt(0, 'series', 'array');
    case 'IF': {
      takes(2, 3);
      const [condition, whenTrue] = [kindAt(0, 'scalar', 'series'), kindAt(1, 'scalar', 'series')];
      const whenFalse = given.length === 3 ? kindAt(2, 'scalar', 'series') : undefined;
      if (![condition, whenTrue, whenFalse].includes('series')) {
        throw new MathError('Function IF takes at least one TS');
      }
      return 'series';
    }
    case 'PERIOD': {
      takes(1);
      const [metric] = given;
      if (metric?.kind !== 'id' || !idKind(metric.id)?.metric) {
        throw new MathError('Function PERIOD takes the id of a metric');
      }
      return 'scalar';
    }
    case 'TIME_SERIES':
      takes(1);
      kindAt(0, 'scalar');
      return 'series';
    case 'METRICS':
      takes(0, 1);
      if (given.length === 1 && given[0]?.kind !== 'text')
        throw new MathError('Function METRICS takes a string');
      return 'array';
  }
}

/** The ids that `expression` refers to, each once. */
export function idsIn(expression: MathExpression): ReadonlySet<string> {
  switch (expression.kind) {
    case 'number':
    case 'text':
    case 'filler':
      return new Set();
    case 'id':
      return new Set([expression.id]);
    case 'array':
      return new Set(expression.items.flatMap((item) => [...idsIn(item)]));
    case 'negation':
      return idsIn(expression.operand);
    case 'binary':
      return new Set([...idsIn(expression.left), ...idsIn(expression.right)]);
    case 'call':
      return new Set(expression.given.flatMap((item) => [...idsIn(item)]));
  }
}

/** Whether an array in `expression` holds anything but ids. */
export function hasExpressionInArray(expression: MathExpression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'text':
    case 'filler':
    case 'id':
      return false;
    case 'array':
      return expression.items.some(({ kind }) => kind !== 'id');
    case 'negation':
      return hasExpressionInArray(expression.operand);
    case 'binary':
      return hasExpressionInArray(expression.left) || hasExpressionInArray(expression.right);
    case 'call':
      return expression.given.some(hasExpressionInArray);
  }
}

/** Whether METRICS stands in `expression` anywhere: then it refers to every metric of the request. */
export function asksForMetrics(expression: MathExpression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'text':
    case 'filler':
    case 'id':
      return false;
    case 'array':
      return expression.items.some(asksForMetrics);
    case 'negation':
      return asksForMetrics(expression.operand);
    case 'binary':
      return asksForMetrics(expression.left) || asksForMetrics(expression.right);
    case 'call':
      return expression.name === 'METRICS' || expression.given.some(asksForMetrics);
  }
}
