import { type MinuteCounts, totalOf } from './counts.ts';
import { type EvidenceSettings, evidenceAfter, plainEvidence } from './evidence.ts';

/** How many times as often as blue's green's requests are events. */
export interface Ratio {
  /** The best guess: rate over rate; infinite if only green has events, undefined if neither has any. */
  readonly value: number | undefined;
  /** At least so many times. Wrong, at any minute, with a chance of at most `falseAlarms`; 0 if nothing is known. */
  readonly least: number;
  /** At most so many times, as sure; infinite if nothing is known. */
  readonly most: number;
}

/** Ratios beyond these are told as 0 and as infinite. */
const smallest = 1e-4;
const largest = 1e4;
/** Halvings of the range of ratios, as logarithms: 18.4 / 2²⁰, so to two parts in 100,000. */
const halvings = 20;

/**
 * `least` rests on the same evidence as a FAIL does, of which a minute counts for only so much: as long as green is not
 * shown to be worse than tolerated, `least` is not above the tolerance.
 *
 * @param settings what the judge has; what it tolerates decides nothing here
 */
export function ratioOf(
  minutes: readonly MinuteCounts[],
  settings: Pick<EvidenceSettings, 'falseAlarms' | 'planned'>,
): Ratio {
  const sure = -Math.log(settings.falseAlarms);
  const isMoreThan = (tolerance: number) =>
    (evidenceAfter(minutes, { ...settings, tolerance }).at(-1) ?? 0) >= sure;
  const isLessThan = (ratio: number) => plainEvidence(minutes, ratio, 'better') >= sure;
  return {
    value: rateOverRate(minutes),
    least: isMoreThan(smallest) ? turningPoint(isMoreThan) : 0,
    most: isLessThan(largest) ? turningPoint((ratio) => !isLessThan(ratio)) : Number.POSITIVE_INFINITY,
  };
}

/** Where `holds` ends, which holds for small ratios and not for large ones. */
function turningPoint(holds: (ratio: number) => boolean): number {
  let [low, high] = [Math.log(smallest), Math.log(largest)];
  for (let halved = 0; halved < halvings; halved += 1) {
    const middle = (low + high) / 2;
    if (holds(Math.exp(middle))) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function rateOverRate(minutes: readonly MinuteCounts[]): number | undefined {
  const green = totalOf(minutes, 'green');
  const blue = totalOf(minutes, 'blue');
  if (green.requests === 0 || blue.requests === 0) return undefined;
  if (green.events === 0 && blue.events === 0) return undefined;
  return green.events / green.requests / (blue.events / blue.requests);
}
