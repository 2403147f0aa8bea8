import type { Manifest } from '../../core/manifest/schema.ts';
import { type Risk, type RiskQuestion, risksOf } from '../../core/risk/risk-of.ts';
import { slowed, slowShare, usualShare } from '../../core/risk/slow-model.ts';
import { noticedChance, smallestNoticed } from '../../core/risk/smallest-noticed.ts';
import { type Noticed, noticed, slowJudgesOf } from './risk-watch.ts';

/**
 * A model, and the part of its requests that fail. `slow` fails as usual: half of its requests take longer than 95 % of the
 * old fleet's do, and those that would not have are the harmed ones.
 */
export interface RiskRow extends Risk {
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

/** Failing models, then the slow one, and the sound one last. */
export function rowsOf(
  risks: readonly Risk[],
  models: readonly { readonly model: string }[],
  failing: Noticed,
  slow: RiskRow,
): RiskRow[] {
  const rows = risks.map((risk, index) => ({
    ...{ model: models[index]?.model ?? '', noticed: failing },
    ...risk,
  }));
  return rows.toSpliced(-1, 0, slow);
}

/** What compares slow requests, by itself: of several the one that notices most. */
export function slowRow(question: RiskQuestion, manifest: Manifest | undefined, variants: number): RiskRow {
  const watching = slowJudgesOf(manifest);
  const risks = (watching.length === 0 ? [undefined] : watching).map((judge) => {
    const percentile = judge?.percentile ?? 95;
    const asked = { ...question, alarms: [], judges: judge === undefined ? [] : [judge.terms] };
    const [risk] = risksOf({ ...asked, healthyRate: usualShare(percentile) }, [slowShare(percentile)]);
    return risk as Risk;
  });
  const best = risks.reduce((most, risk) => (risk.takenBack > most.takenBack ? risk : most));
  const { median, worst } = best.exposed;
  return {
    ...best,
    ...{ model: 'slow', noticed: noticed(manifest, variants, 'slow'), rate: question.healthyRate },
    harmed: { median: median * slowed, worst: worst * slowed },
  };
}

export function smallestOf(question: RiskQuestion): SmallestNoticed {
  const rate = smallestNoticed(question) ?? null;
  const { healthyRate } = question;
  const times = rate === null || healthyRate === 0 ? null : rate / healthyRate;
  return { chance: noticedChance, rate, times };
}
