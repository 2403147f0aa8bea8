/**
 * What AWS's documents leave open about metric math, as switches. Each is explained in docs/assumptions.md; alarms that
 * compare two fleets rest on it.
 */
export interface MathAssumptions {
  /** RUNNING_SUM after an instant without a value: it goes on where it was, or begins anew. */
  readonly runningSum: 'goes-on' | 'begins-anew';
  /** Of two series, one without a value at an instant where the other has one: it counts as 0, or the result is dropped. */
  readonly missingOperand: 'zero' | 'dropped';
  /** What stands in the brackets of an array: any expression, or ids alone. */
  readonly arrayItems: 'expressions' | 'ids';
  /** What an alarm's expression is evaluated over: all periods that the alarm looks at together, or each by itself. */
  readonly alarmRange: 'all-periods' | 'each-period';
}

export const defaultMathAssumptions: MathAssumptions = {
  runningSum: 'goes-on',
  missingOperand: 'zero',
  arrayItems: 'expressions',
  alarmRange: 'all-periods',
};
