import type { Facts } from '../../core/recording/facts.ts';

/** What compares both fleets, in the words of `alarmTexts` (core/recording/facts-of.ts). */
const compares = /, by (the gate judge|Greenlight) \(/;

/** What is said where no comparison has found anything: that none was set, that it ended so, or that it may still come. */
export function nothingJudged(
  { digest, alarmTexts, gates }: Pick<Facts, 'digest' | 'alarmTexts' | 'gates'>,
  hasEnded: boolean,
): string {
  const isSet =
    alarmTexts.some((text) => compares.test(text)) ||
    gates.some(({ kind }) => kind === 'judge' || kind === 'compare');
  // Before the release is settled, nobody knows what will judge it.
  if (!isSet && digest !== null) return 'no judge is set';
  return hasEnded ? 'no judge found anything' : 'no judge has found anything yet';
}
