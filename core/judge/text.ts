import type { FleetCounts } from './counts.ts';
import type { Judgement } from './judge.ts';

/**
 * A judgement in one line, for people. 31 of 6,000 against 12 of 24,000: `5xx: green 31 of 6,000, blue 12 of 24,000: 10×
 * as often (4.6 to 21×)`.
 *
 * @param psi of scores: told beside the ratio
 */
export function judgementText(events: string, judgement: Judgement, psi?: number): string {
  const { green, blue, verdict, needed, timesMore } = judgement;
  const more = timesMore === undefined ? '' : `; about ${timesMore} times as many such minutes would`;
  const ratio = `${ratioText(judgement)}${psi === undefined ? '' : `; PSI ${rounded(psi)}`}`;
  const counts = `${events}: green ${countsText(green)}, blue ${countsText(blue)}`;
  switch (verdict) {
    case 'FAIL':
      return `${counts}: ${ratio}. The chance of saying so by accident is at most ${percentText(1 / needed)}`;
    case 'PASS':
      return `${counts}: ${ratio}, which is not worse than tolerated`;
    case 'MARGINAL':
      return `${counts}: ${ratio}, which shows neither that it is worse nor that it is all right${more}`;
    case 'NO-DATA':
      return `${counts}: too little to show anything${more || '; three minutes must agree'}`;
    default:
      return verdict satisfies never;
  }
}

const countsText = ({ events, requests }: FleetCounts): string =>
  `${grouped(events)} of ${grouped(requests)}`;

/** `10× as often (4.6 to 21×)`; with an end that is not known, `at least` or `at most`. */
function ratioText({ ratio: { value, least, most } }: Judgement): string {
  const often =
    value === undefined
      ? 'none of either'
      : Number.isFinite(value)
        ? `${times(value)} as often`
        : 'only green’s';
  if (least === 0 && !Number.isFinite(most)) return often;
  if (!Number.isFinite(most)) return `${often} (at least ${times(least)})`;
  if (least === 0) return `${often} (at most ${times(most)})`;
  return `${often} (${rounded(least)} to ${times(most)})`;
}

const times = (ratio: number): string => `${rounded(ratio)}×`;
/** Two figures: 0.034, 4.6, 21. */
const rounded = (value: number): string => grouped(Number(value.toPrecision(2)));
const percentText = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;
const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 });
