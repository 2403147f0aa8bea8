/** The chances of a Poisson variable: how many of many rare, independent things happen where `mean` are expected. */
interface PoissonChances {
  /** Fewer are less likely than one of a billion. */
  readonly from: number;
  /** P(X = from), P(X = from + 1) … */
  readonly chances: readonly number[];
}

/** What is so much less likely than the likeliest count is left out, however many there are of it. */
const unlikely = 1e-16;

/**
 * All but less than a billionth. A million expected have a few thousand likely counts, so it goes from the likeliest count
 * down and up. `mean` 0 or more.
 */
export function poissonChances(mean: number): PoissonChances {
  const likeliest = Math.floor(mean);
  const fewer: number[] = [];
  for (let weight = 1, count = likeliest; count > 0; count -= 1) {
    weight *= count / mean;
    if (weight < unlikely) break;
    fewer.push(weight);
  }
  const weights = [...fewer.toReversed(), 1];
  for (let weight = mean / (likeliest + 1), count = likeliest + 1; weight >= unlikely; ) {
    weights.push(weight);
    count += 1;
    weight *= mean / count;
  }
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return { from: likeliest - fewer.length, chances: weights.map((weight) => weight / all) };
}

/** P(X ≤ count). */
export function poissonAtMost(mean: number): (count: number) => number {
  const { from, chances } = poissonChances(mean);
  const sums: number[] = [];
  let sum = 0;
  for (const chance of chances) {
    sum += chance;
    sums.push(sum);
  }
  return (count) => (count < from ? 0 : (sums[Math.floor(count) - from] ?? 1));
}
