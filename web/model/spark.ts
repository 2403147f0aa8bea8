/** A small line: its path and its limit in a box of 100 × 28. */
export interface Spark {
  readonly path: string;
  /** The limit's height in the box; undefined if there is none. */
  readonly limit: number | undefined;
}

export const sparkHeight = 28;
const pad = 2;

/**
 * @param points in order; those outside of the span are left out
 * @param span epoch milliseconds, the box's width
 */
export function sparkOf(
  points: readonly { readonly at: number; readonly value: number }[],
  span: { readonly from: number; readonly to: number },
  limit: number | undefined,
): Spark {
  const within = points.filter(({ at }) => at >= span.from && at <= span.to);
  const values = [...within.map(({ value }) => value), ...(limit === undefined ? [] : [limit])];
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (value: number) =>
    sparkHeight - pad - ((value - least) / (most - least || 1)) * (sparkHeight - 2 * pad);
  const x = (at: number) => ((at - span.from) / Math.max(1, span.to - span.from)) * 100;
  return {
    path: within
      .map(({ at, value }, n) => `${n === 0 ? 'M' : 'L'}${x(at).toFixed(2)} ${y(value).toFixed(1)}`)
      .join(''),
    limit: limit === undefined ? undefined : y(limit),
  };
}
