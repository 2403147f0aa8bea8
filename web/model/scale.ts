/** From instants to places on a line, 0 to 1, and back. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  placeOf(ms: number): number;
  msAt(place: number): number;
}

/** How much of the line what comes before the shift may take: a question may have been open for days. */
const mostBefore = 0.22;
/** And at least, so that it can be hit. */
const leastBefore = 0.1;

/**
 * The line of a rollout: in one piece, or, if there is a shift, in two, each of them even: before the shift and from it
 * on. Otherwise a night before an approval would leave no place for the ten minutes that matter.
 */
export function foldedScale(from: number, shift: number | undefined, to: number): Scale {
  const length = Math.max(1, to - from);
  const isFolded = shift !== undefined && shift > from && shift < to;
  const knot = isFolded ? shift : from;
  const share = (knot - from) / length;
  const fold = isFolded ? Math.min(mostBefore, Math.max(leastBefore, share)) : 0;
  const [before, after] = [Math.max(1, knot - from), Math.max(1, to - knot)];
  return {
    from,
    to,
    placeOf: (ms) => {
      const at = Math.min(to, Math.max(from, ms));
      return at < knot ? ((at - from) / before) * fold : fold + ((at - knot) / after) * (1 - fold);
    },
    msAt: (place) => {
      const at = Math.min(1, Math.max(0, place));
      return at < fold ? from + (at / fold) * before : knot + ((at - fold) / (1 - fold)) * after;
    },
  };
}
