/**
 * Φ: the chance that a standard normal variable is at most `z`, right to 1e-7 (Abramowitz and Stegun, "Handbook of Mathematical
 * Functions", 26.2.17).
 */
export function normalAtMost(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const beyond = (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
  return z >= 0 ? 1 - beyond : beyond;
}

/** The z that is not exceeded with the chance `part`, from 0 to 1 (both excluded): 0.95 gives 1.645. */
export function normalQuantile(part: number): number {
  let [low, high] = [-8, 8];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (normalAtMost(middle) < part) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
