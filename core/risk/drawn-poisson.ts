/** A source of chance: numbers from 0 to 1 (1 excluded). */
export type Chance = () => number;

/** A Poisson variable drawn: by multiplying chances where few are expected (Knuth), else by the normal's. */
export function drawnPoisson(mean: number, chance: Chance): number {
  if (mean > 30) {
    const normal = Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = chance(); product > end; product *= chance()) count += 1;
  return count;
}
