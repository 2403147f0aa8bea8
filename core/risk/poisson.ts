/** The chances of a Poisson variable: how many of many rare, independent things happen where `mean` are expected. */

/** P(X = 0), P(X = 1) … up to where less than a billionth is left. `mean` 0 or more. */
export function poissonChances(mean: number): number[] {
  const chances: number[] = [];
  let log = -mean;
  let sum = 0;
  for (let count = 0; count <= mean || sum < 1 - 1e-9; count += 1) {
    if (count > 0) log += Math.log(mean / count);
    const chance = Math.exp(log);
    // Rounding alone may keep the sum from its end.
    if (count > mean && chance < 1e-15) break;
    chances.push(chance);
    sum += chance;
  }
  return chances;
}

/** P(X ≤ 0), P(X ≤ 1) …, as far as `poissonChances` goes; beyond that it is 1. */
export function poissonAtMost(mean: number): (count: number) => number {
  const sums: number[] = [];
  let sum = 0;
  for (const chance of poissonChances(mean)) {
    sum += chance;
    sums.push(sum);
  }
  return (count) => (count < 0 ? 0 : (sums[Math.floor(count)] ?? 1));
}
