import { type Risk, type RiskQuestion, risksOf } from './risk-of.ts';

/** What is noticed with this chance counts as noticed. */
export const noticedChance = 0.8;
/** A rate is found to within 5 %, which is finer than the chances that are drawn. */
const closeEnough = 1.05;
/** One of a million: below that nothing is looked for. */
const rarest = 1e-6;

/**
 * The smallest part of a model's requests, from 0 to 1, which must fail so that it is taken back before it has all of the traffic,
 * with a chance of at least `noticedChance`. Not less than the usual rate, even if sound models are taken back as often.
 * Undefined if not even a model is noticed of which every request fails.
 *
 * By bisection: whoever fails more often is noticed more often.
 */
export function smallestNoticed(question: RiskQuestion): number | undefined {
  if (!isNoticed(question, 1)) return undefined;
  if (isNoticed(question, question.healthyRate)) return question.healthyRate;
  let [below, above] = [Math.max(question.healthyRate, rarest), 1];
  while (above / below > closeEnough) {
    const between = Math.sqrt(below * above);
    if (isNoticed(question, between)) above = between;
    else below = between;
  }
  return above;
}

/** A few shifts show whether the chance is anywhere near, by four of their standard errors; only then are more drawn. */
const fewRuns = 100;
const far = 0.16;

function isNoticed(question: RiskQuestion, rate: number): boolean {
  const inTime = (asked: RiskQuestion) => (risksOf(asked, [rate]) as [Risk])[0].inTime;
  const roughly = inTime({ ...question, runs: fewRuns });
  return (Math.abs(roughly - noticedChance) > far ? roughly : inTime(question)) >= noticedChance;
}
