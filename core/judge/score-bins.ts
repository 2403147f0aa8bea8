import type { Score } from './score.ts';

/**
 * Where one bin of scores ends and the next begins. Which scores are in which bin is told by shares of the old fleet's
 * scores alone, never by scores.
 */
export interface BinLimit {
  /** The part of the old fleet's scores, from 0 to 1, that lie below it. */
  readonly below: number;
}

/** Bins by what the old fleet answered before the shift. */
export interface ScoreBins {
  readonly limits: readonly BinLimit[];
  /** The index of a score's bin: of numbers first, from the lowest, then `no-number`, then `missing`. */
  binOf(score: Score): number;
}

/** How many bins there are in all: one more than limits, that of scores that are no numbers, and that of none. */
export const binCount = (limits: number): number => limits + 3;

const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/** A score that so many of the old fleet's are (0.05: 5 %) has a bin of its own: labels and constants are such. */
const common = 0.05;

/**
 * Bins with a tenth of the scores each, but for common scores, which have bins of their own.
 * @param reference what the old fleet answered before anything of the new one was seen; not empty
 */
export function quantileBins(reference: readonly number[]): ScoreBins {
  const sorted = reference.toSorted((a, b) => a - b);
  const { length } = sorted;
  const deciles = new Set(tenths.map((tenth) => sorted[Math.ceil((tenth * length) / 10) - 1] ?? 0));
  const limits = [...deciles].flatMap((value) => {
    const isBelow = (score: number) => score < value;
    const isAtMost = (score: number) => score <= value;
    const [below, atMost] = [isBelow, isAtMost].map((is) => sorted.filter(is).length / length) as [
      number,
      number,
    ];
    const after = { isWithin: isAtMost, below: atMost };
    return atMost - below < common ? [after] : [{ isWithin: isBelow, below }, after];
  });
  return {
    limits: limits.map(({ below }) => ({ below })),
    binOf(score) {
      if (score === 'no-number') return limits.length + 1;
      if (score === 'missing') return limits.length + 2;
      return limits.filter(({ isWithin }) => !isWithin(score)).length;
    },
  };
}
