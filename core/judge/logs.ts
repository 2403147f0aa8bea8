/**
 * ln of the mean of numbers that are given by their logarithms. Products over hours are too large, or too small, for
 * the numbers themselves.
 */
export function logMean(logs: readonly number[]): number {
  return logSum(logs) - Math.log(logs.length);
}

/** ln(Σ exp(x)); −∞ for none. */
function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  // All −∞, or one of them ∞: the differences below would be no numbers.
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}

/** ln(exp(a) + exp(b)): `logSum` of two, without a list of them. */
export function logAdd(a: number, b: number): number {
  const [larger, smaller] = a > b ? [a, b] : [b, a];
  return Number.isFinite(larger) ? larger + Math.log1p(Math.exp(smaller - larger)) : larger;
}
