import type { MathAssumptions } from './assumptions.ts';
import { numberOrNone } from './operators.ts';
import { isPresent, type MathValue, type Points, type Series, scalar } from './series.ts';

/** What the functions of one number each make of it. A logarithm of nothing, or of less, is no number and dropped. */
export const ofOneNumber = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
} as const;

export type Summary = 'SUM' | 'AVG' | 'MIN' | 'MAX';

/** SUM, AVG, MIN or MAX: of one time series a scalar, of several a time series. */
export function summarized(by: Summary, value: MathValue): MathValue {
  switch (value.kind) {
    case 'scalar':
      return value;
    case 'series':
      return scalar(summary(by, value.series.points));
    case 'array': {
      const length = value.all[0]?.points.length ?? 0;
      const points = Array.from({ length }, (_, index) => {
        const across = value.all.map((series) => series.points[index]);
        return across.some(isPresent) ? summary(by, across) : undefined;
      });
      return { kind: 'series', series: { id: '', points } };
    }
  }
}

/** Missing values count as 0 in an average, and so in its divisor: AVG of 4, -, 2 is 6 / 3 = 2. */
function summary(by: Summary, points: Points): number | undefined {
  const present = points.filter(isPresent);
  const sum = present.reduce((all, value) => all + value, 0);
  switch (by) {
    case 'SUM':
      return sum;
    case 'AVG':
      return numberOrNone(sum / points.length);
    case 'MIN':
      return present.length === 0 ? undefined : present.reduce((a, b) => Math.min(a, b));
    case 'MAX':
      return present.length === 0 ? undefined : present.reduce((a, b) => Math.max(a, b));
  }
}

/**
 * DIFF (`perSecond` false) and RATE: what each value is above the one before it, wherever that is; RATE by the
 * seconds between them. The first has none before it and is dropped.
 */
export function changes(points: Points, periodSeconds: number, perSecond: boolean): Points {
  let before: { value: number; index: number } | undefined;
  return points.map((value, index) => {
    if (value === undefined) return undefined;
    const last = before;
    before = { value, index };
    if (last === undefined) return undefined;
    return (value - last.value) / (perSecond ? (index - last.index) * periodSeconds : 1);
  });
}

/** RUNNING_SUM: of all values so far. Where there is none, there is no sum either. */
export function runningSum(points: Points, after: MathAssumptions['runningSum']): Points {
  let sum = 0;
  return points.map((point) => {
    if (point === undefined) {
      if (after === 'begins-anew') sum = 0;
      return undefined;
    }
    sum += point;
    return sum;
  });
}

/** What FILL puts where a value is missing. */
export type Filling =
  | { readonly kind: 'REPEAT' }
  | { readonly kind: 'LINEAR' }
  | { readonly kind: 'value'; readonly value: MathValue };

/** FILL. REPEAT has nothing to repeat before the first value, and LINEAR needs one on either side. */
export function filled(points: Points, filling: Filling): Points {
  switch (filling.kind) {
    case 'value': {
      const { value } = filling;
      return points.map((point, index) => point ?? pointAt(value, index));
    }
    case 'REPEAT': {
      let last: number | undefined;
      return points.map((point) => {
        last = point ?? last;
        return last;
      });
    }
    case 'LINEAR':
      return points.map((point, index) => point ?? between(points, index));
  }
}

/** On the line between the neighbours: 2 - - 8 gives 4 and 6. */
function between(points: Points, index: number): number | undefined {
  const from = points.findLastIndex((point, at) => at < index && point !== undefined);
  const to = points.findIndex((point, at) => at > index && point !== undefined);
  const [start, end] = [points[from], points[to]];
  if (start === undefined || end === undefined) return undefined;
  return start + ((end - start) * (index - from)) / (to - from);
}

/**
 * IF. By instant where the condition is a time series: one without a condition is dropped, a true one without a
 * value is 0, a false one without a value is dropped (AWS: "Using IF expressions").
 */
export function chosen(
  condition: MathValue,
  whenTrue: MathValue,
  whenFalse: MathValue | undefined,
  length: number,
): Series {
  const points = Array.from({ length }, (_, index) => {
    const decided = pointAt(condition, index);
    if (decided === undefined) return undefined;
    if (decided === 0) return whenFalse === undefined ? undefined : pointAt(whenFalse, index);
    const value = pointAt(whenTrue, index);
    return value === undefined && condition.kind === 'series' ? 0 : value;
  });
  return { id: '', points };
}

function pointAt(value: MathValue, index: number): number | undefined {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'series':
      return value.series.points[index];
    case 'array':
      return undefined;
  }
}
