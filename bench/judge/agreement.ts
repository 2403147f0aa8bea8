/** Shifts that a judge's figures are drawn from (core/risk/risk-of.ts); those of a limit are exact. */
const drawnShifts = 400;

/** Whether a share of `rollouts` agrees with a chance: within 5 points, or three standard errors of both. */
export function agrees(share: number, chance: number, rollouts: number, isDrawn: boolean): boolean {
  const pooled = (share * rollouts + chance * drawnShifts) / (rollouts + drawnShifts);
  const part = isDrawn ? pooled : chance;
  const error = Math.sqrt(part * (1 - part) * (1 / rollouts + (isDrawn ? 1 / drawnShifts : 0)));
  return Math.abs(share - chance) <= Math.max(0.05, 3 * error);
}

/**
 * Whether `value` is the median of `all`, within `slack` or three standard errors: no more than half of them are clearly less,
 * and no fewer than half at most slightly more.
 */
export function isMedian(all: readonly number[], value: number, slack: number, isDrawn: boolean): boolean {
  const error = 3 * Math.sqrt(0.25 * (1 / all.length + (isDrawn ? 1 / drawnShifts : 0)));
  const less = all.filter((one) => one < value - slack).length / all.length;
  const atMost = all.filter((one) => one <= value + slack).length / all.length;
  return less <= 0.5 + error && atMost >= 0.5 - error;
}

export const medianOf = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.POSITIVE_INFINITY;

/** So many of `of` are exceeded with a chance of 1 % at most, if each happens with `chance`. */
export function mostByChance(of: number, chance: number): number {
  let [sum, part] = [0, (1 - chance) ** of];
  for (let count = 0; ; count += 1) {
    sum += part;
    if (sum >= 0.99) return count;
    part *= ((of - count) / (count + 1)) * (chance / (1 - chance));
  }
}
