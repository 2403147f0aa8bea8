/** The upper end of the 99 % interval of a chance of which `count` of `of` were seen (Wilson's). */
export function upperBound(count: number, of: number): number {
  const z = 2.326;
  const part = count / of;
  const centre = part + z ** 2 / (2 * of);
  return (centre + z * Math.sqrt((part * (1 - part)) / of + z ** 2 / (4 * of ** 2))) / (1 + z ** 2 / of);
}

/** With fewer series than that even none of them shows a chance of at most 1 %. */
const fewest = 600;
/** With so many a chance of a half per cent is clearly told from one per cent. */
const decisive = 10_000;

export interface FalseRollbacks {
  readonly of: number;
  /** Of those: the chance as it was seen, and what it is at most, by the upper end of the 99 % interval. */
  readonly share: number;
  readonly atMost: number;
}

/**
 * How often something sound is taken back, of `series` drawn at least. A single false rollback, which is by chance, would
 * raise the bound of a few hundred above 1 %: so a cell that they do not decide gets ten thousand. It is still above 1 % if
 * they do not show better.
 *
 * @param isTakenBack draws the next series, and judges it
 */
export function falseRollbacksOf(
  series: number,
  mostAllowed: number,
  isTakenBack: (n: number) => boolean,
): FalseRollbacks {
  let count = 0;
  let of = 0;
  const drawUntil = (end: number) => {
    for (; of < end; of += 1) if (isTakenBack(of)) count += 1;
  };
  drawUntil(Math.max(series, fewest));
  // That few are surely too many.
  const isTooMany = 1 - upperBound(of - count, of) > mostAllowed;
  if (upperBound(count, of) > mostAllowed && !isTooMany) drawUntil(Math.max(series, decisive));
  return { of, share: count / of, atMost: upperBound(count, of) };
}

/** Two figures: `0.21 %`. */
export const percent = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;
