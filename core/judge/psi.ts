import { sum } from './score-events.ts';

/**
 * The population stability index of two fleets' answers over the same bins: Σ (g − b) · ln(g / b), with half an answer
 * more in each bin, so that an empty one is finite. 0 if they are alike; above 0.25 by custom a large shift. It knows
 * nothing of how many answers there are (arXiv 2307.11878), so it is shown and decides nothing.
 */
export function stabilityIndex(green: readonly number[], blue: readonly number[]): number {
  const share = (bins: readonly number[], index: number) =>
    ((bins[index] ?? 0) + 0.5) / (sum(bins) + 0.5 * bins.length);
  return sum(
    green.map((_, index) => {
      const [g, b] = [share(green, index), share(blue, index)];
      return (g - b) * Math.log(g / b);
    }),
  );
}
