import type { Manifest } from '../../core/manifest/schema.ts';
import { greenMinutes } from '../../core/risk/green-minutes.ts';
import { type Middle, type Risk, type RiskQuestion, riskGone, risksOf } from '../../core/risk/risk-of.ts';
import { scoreChances } from '../../core/risk/score-chances.ts';
import { slowed, slowShare, usualShare } from '../../core/risk/slow-model.ts';
import { noticedChance, smallestNoticed } from '../../core/risk/smallest-noticed.ts';
import { alarmsOf, type Guards, judgesOf, type Noticed, noticed, slowJudgesOf } from './risk-watch.ts';

/** A risk as far as it is known: null where it is not known what would notice the model. */
export interface KnownRisk extends Pick<Risk, 'rate' | 'minutes' | 'latest'> {
  readonly takenBack: number | null;
  readonly inTime: number | null;
  readonly exposed: Middle | null;
  readonly harmed: Middle | null;
}

/** No chance of 0 stands for one that is not known. */
export const knownRisk = (risk: Risk, noticed: Noticed): KnownRisk =>
  noticed === 'unknown'
    ? {
        ...{ rate: risk.rate, takenBack: null, inTime: null, minutes: undefined, latest: undefined },
        ...{ exposed: null, harmed: null },
      }
    : risk;

/**
 * A model, and the part of its requests that fail. `slow` fails as usual: half of its requests take longer than 95 % of the
 * old fleet's do, and those that would not have are the harmed ones.
 */
export interface RiskRow extends KnownRisk {
  readonly model: string;
  /** Whether anything is there that could notice it, as far as that is known. */
  readonly noticed: Noticed;
}

/** The smallest failure that is noticed before the new fleet has all of the traffic, with at least this chance. */
export interface SmallestNoticed {
  readonly chance: number;
  /** The part of the requests that fail; null if not even all of them would be noticed. */
  readonly rate: number | null;
  /** How many times as often as usual that is; null also where nothing fails usually. */
  readonly times: number | null;
}

/** A rate that is 0 has no multiple: one of a thousand stands for it. */
export function modelsAt(healthy: number): { model: string; rate: number }[] {
  const base = Math.max(healthy, 0.001);
  return [
    { model: 'all fail', rate: 1 },
    { model: '10 times', rate: Math.min(1, base * 10) },
    { model: '3 times', rate: Math.min(1, base * 3) },
    { model: 'sound', rate: healthy },
  ];
}

/** Failing models, then those that fail in another way, and the sound one last. */
export function rowsOf(
  risks: readonly Risk[],
  models: readonly { readonly model: string }[],
  failing: Noticed,
  others: readonly RiskRow[],
): RiskRow[] {
  const rows = risks.map((risk, index) => ({
    ...{ model: models[index]?.model ?? '', noticed: failing },
    ...knownRisk(risk, failing),
  }));
  return rows.toSpliced(-1, 0, ...others);
}

/** A model that answers 4xx to every request; only where something looks at 4xx. */
export function rejectingRows(question: RiskQuestion, guards: Guards): RiskRow[] {
  const rejecting = noticed(guards, '4xx');
  if (rejecting === 'no') return [];
  const asked = {
    ...question,
    healthyRate: question.rejectedRate ?? 0,
    // To this sum it is 4xx that fail.
    alarms: alarmsOf(guards).flatMap((one) =>
      one.errors === '4xx' ? [{ ...one, errors: '5xx' as const }] : [],
    ),
    judges: judgesOf(guards).flatMap((one) =>
      one.counts === '4xx' ? [{ ...one, counts: '5xx' as const }] : [],
    ),
  };
  const [risk] = risksOf(asked, [1]) as [Risk];
  return [{ model: 'all 4xx', noticed: rejecting, ...knownRisk(risk, rejecting) }];
}

/** What compares slow requests, by itself: of several the one that notices most. */
export function slowRow(question: RiskQuestion, guards: Guards): RiskRow {
  const watching = slowJudgesOf(guards);
  const risks = (watching.length === 0 ? [undefined] : watching).map((judge) => {
    const percentile = judge?.percentile ?? 95;
    const asked = { ...question, alarms: [], judges: judge === undefined ? [] : [judge.terms] };
    const [risk] = risksOf({ ...asked, healthyRate: usualShare(percentile) }, [slowShare(percentile)]);
    return risk as Risk;
  });
  const best = risks.reduce((most, risk) => (risk.takenBack > most.takenBack ? risk : most));
  const { median, worst } = best.exposed;
  const slow = noticed(guards, 'slow');
  const harmed = { median: median * slowed, worst: worst * slowed };
  const risk = { ...best, rate: question.healthyRate, harmed };
  return { model: 'slow', noticed: slow, ...knownRisk(risk, slow) };
}

/** One look at scores is 46 comparisons, so that few shifts are drawn. */
const scoreRuns = 30;

/**
 * Models that answer otherwise, of which no request fails; only where scores are compared. All that they answer is taken for
 * harmed. Two standard errors of their chances are 18 points.
 */
export function scoreRows(
  question: RiskQuestion,
  { comparing }: Guards,
  manifest: Manifest | undefined,
): RiskRow[] {
  const terms = comparing.find(({ compare }) => compare === 'score');
  const samplePercent = manifest?.capture?.samplePercent;
  if (terms === undefined || samplePercent === undefined) return [];
  const { requestsPerSecond, healthyRate, timeline, chance } = question;
  const minutes = greenMinutes(timeline);
  const answersPerMinute = (requestsPerSecond * 60 * samplePercent) / 100;
  return (['shifted', 'constant'] as const).map((model) => {
    const asked = { minutes, answersPerMinute, model, settings: terms };
    const risk = riskGone(question, minutes, healthyRate, scoreChances(asked, scoreRuns, chance));
    return { model, noticed: 'yes', ...risk, harmed: risk.exposed };
  });
}

/** Null where it is not known what notices a model that fails. */
export function smallestOf(question: RiskQuestion, failing: Noticed): SmallestNoticed | null {
  if (failing === 'unknown') return null;
  // Alarms on 4xx go off by chance, and notice no such failure.
  const rate = failing === 'no' ? null : (smallestNoticed(question) ?? null);
  const { healthyRate } = question;
  const times = rate === null || healthyRate === 0 ? null : rate / healthyRate;
  return { chance: noticedChance, rate, times };
}
