import * as z from 'zod';
import { epochMsOf, instantAt, instantSchema, utcMinute } from '../values/instant.ts';
import { type Judgement, type JudgeSettings, judge } from './judge.ts';
import type { ScoreJudgement } from './judge-scores.ts';
import { judgementText } from './text.ts';

const counts = z.object({ requests: z.number(), events: z.number() });

/** A judgement of one variant, as it is stored and told. */
export const findingSchema = z.object({
  /** `5xx`, `4xx` or the metric that was compared. */
  compare: z.string(),
  variant: z.string(),
  /**
   * FAIL: shown to be worse than tolerated. PASS: shown not to be. MARGINAL: neither. NO-DATA: nothing could have been
   * shown.
   */
  verdict: z.enum(['PASS', 'MARGINAL', 'FAIL', 'NO-DATA']),
  /** What each fleet did in the minutes in which both had requests; `events` are those that are compared. */
  green: counts,
  blue: counts,
  /**
   * How many times as often as blue's green's requests are events; `value` null if neither has any, or only green has.
   * Surely at least `least` and at most `most` times; `most` null if nothing is known.
   */
  ratio: z.object({ value: z.number().nullable(), least: z.number(), most: z.number().nullable() }),
  /** The evidence that green is worse; it decides at `needed`. */
  evidence: z.number(),
  needed: z.number(),
  /**
   * Scores: the population stability index of both fleets' answers, which decides nothing, and how many of them fell into
   * each bin, from the lowest tenth of the old fleet's scores; the last two are no numbers, and missing.
   */
  psi: z.number().optional(),
  bins: z.object({ green: z.array(z.number()), blue: z.array(z.number()) }).optional(),
  /** The first and the last minute that were compared; absent if there was none. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  /** MARGINAL and NO-DATA: about how many times as many such minutes would have decided, if at most a thousand. */
  timesMore: z.number().optional(),
  /** All of it in one line for people. */
  text: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** More evidence than this says no more. */
const mostEvidence = 1e15;
const finite = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6));

export function findingOf(compare: string, variant: string, what: string, judgement: Judgement): Finding {
  const { verdict, green, blue, ratio, evidence, needed, from, to, timesMore } = judgement;
  return {
    ...{ compare, variant, verdict, green, blue },
    ratio: { value: finite(ratio.value), least: finite(ratio.least) ?? 0, most: finite(ratio.most) },
    evidence: Number(Math.min(evidence, mostEvidence).toPrecision(6)),
    needed,
    ...(from !== undefined && { from: instantAt(from) }),
    ...(to !== undefined && { to: instantAt(to) }),
    ...(timesMore !== undefined && { timesMore }),
    text: judgementText(what, judgement),
  };
}

/** @param what `score`, and of which variant if there are several */
export function scoreFindingOf(variant: string, what: string, judgement: ScoreJudgement): Finding {
  const { psi, bins } = judgement;
  return {
    ...findingOf('score', variant, `${what} ${judgement.what}`, judgement),
    psi: Number(psi.toPrecision(3)),
    bins: { green: [...bins.green], blue: [...bins.blue] },
    text: judgementText(`${what} ${judgement.what}`, judgement, psi),
  };
}

/** NO-DATA where it is known why. */
export function unseenFinding(
  compare: string,
  variant: string,
  what: string,
  why: string,
  settings: JudgeSettings,
): Finding {
  const { timesMore: _, ...finding } = findingOf(compare, variant, what, judge([], settings));
  return { ...finding, text: `${what}: ${why}, so nothing is shown` };
}

/** `Judged PASS: 5xx: green 0 of 6,000, …` */
export const findingText = ({ verdict, text }: Pick<Finding, 'verdict' | 'text'>): string =>
  `Judged ${verdict}: ${text}`;

/**
 * What the line leaves out: `compared from 2026-01-05 09:05 UTC to 2026-01-05 09:34 UTC; evidence 2.4 of the 100 that
 * decide`.
 */
export function findingDetail({ from, to, evidence, needed }: Finding): string {
  const shown = evidence >= 1000 ? '1,000 or more' : String(Number(evidence.toPrecision(2)));
  const weighed = `evidence ${shown} of the ${Number(needed.toPrecision(2))} that decide`;
  if (from === undefined || to === undefined) return `no minute was compared; ${weighed}`;
  return `compared from ${utcMinute(epochMsOf(from))} to ${utcMinute(epochMsOf(to))}; ${weighed}`;
}
