import type { S3Client } from '@aws-sdk/client-s3';
import type { ActionAbout, CapturedAnswers, ShiftAbout } from '../../core/gates/action-ports.ts';
import type { CountsReport, ScoredVariant } from '../../core/gates/judge-report.ts';
import { binCount, quantileBins } from '../../core/judge/score-bins.ts';
import { captureRight } from '../../core/plan/capture.ts';
import { groupedBy } from '../../core/values/grouped.ts';
import { type Bound, type Captured, scoresBefore, scoresSince } from './captured-answers.ts';
import { type CapturedScore, scoreReader } from './captured-score.ts';

export interface ScoresDependencies {
  readonly s3: S3Client;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const minuteMs = 60_000;
/** A minute is judged when its answers have come: files "can require a couple of minutes" (the guide). */
const deliveryMs = 3 * minuteMs;

/** What a look reads at most, of all variants and both fleets, evenly over the planned minutes of the shift. */
export const mostRead: Bound = { bytes: 32 * 1024 ** 2, answers: 100_000 };
/** What makes the bins: the newest of the old fleet's answers before the shift, of so many hours. */
const reference = { least: 20, hours: 24, most: { bytes: 4 * 1024 ** 2, answers: 1000 } };

/**
 * Counts what both fleets have answered since the shift began: their scores, by bins of what the old fleet answered
 * before it. Of the answers, nothing leaves this function but counts.
 */
export async function countScores(
  { s3, now }: ScoresDependencies,
  { rollout, shift }: ActionAbout,
): Promise<CountsReport> {
  if (shift === undefined) return { kind: 'not-counted', why: 'there was no shift between two fleets' };
  const { capture } = shift;
  const planned = Math.max(1, shift.minutes);
  const variants: ScoredVariant[] = [];
  for (const name of shift.variants) {
    const within = `${rollout.release.endpoint}/${name}`;
    variants.push({ name, ...(await variantScores(s3, capture, within, shift, now())) });
  }
  return { kind: 'scored', planned, variants };
}

type Counted<T = ScoredVariant> = T extends unknown ? Omit<T, 'name'> : never;

async function variantScores(
  s3: S3Client,
  capture: CapturedAnswers | undefined,
  within: string,
  { since, minutes: planned, variants }: ShiftAbout,
  now: number,
): Promise<Counted> {
  if (capture === undefined) return { unseen: 'answers are not captured' };
  const { bucket, prefix, before, score } = capture;
  if (before === null) return { unseen: 'the old fleet’s answers are not captured' };
  const scoreIn = scoreReader(score);
  const blue: Captured = { s3, bucket, folder: `${before}/${within}`, scoreIn };
  const green: Captured = { ...blue, folder: `${prefix}/${within}` };
  const earlier = await scoresBefore(blue, since, reference.hours, reference.most);
  const numbers = numbersIn(earlier);
  if (numbers.length < reference.least) {
    const found = `${numbers.length} scores of the old fleet from before the shift are captured, of ${reference.least} that are needed`;
    if (earlier.length > 0)
      return {
        unseen: `${found} (${earlier.length} answers were read: capture.score is where they have it)`,
      };
    return { unseen: `${found}. If requests came all the same, ${captureRight(bucket)}` };
  }
  const bins = quantileBins(numbers);
  const parts = 2 * variants.length * Math.max(1, planned);
  const perMinute = { bytes: mostRead.bytes / parts, answers: Math.max(1, mostRead.answers / parts) };
  const start = Math.floor(since / minuteMs) * minuteMs;
  const end = Math.floor((now - deliveryMs) / minuteMs) * minuteMs;
  const byMinute = async (fleet: Captured) =>
    groupedBy(
      await scoresSince(fleet, start, now, perMinute),
      ({ at }) => Math.floor(at / minuteMs) * minuteMs,
    );
  const [ofGreen, ofBlue] = [await byMinute(green), await byMinute(blue)];
  const counts = (scores: readonly CapturedScore[] = []) => {
    const counted = Array<number>(binCount(bins.limits.length)).fill(0);
    for (const one of scores) {
      const bin = bins.binOf(one.score);
      counted[bin] = (counted[bin] ?? 0) + 1;
    }
    return counted;
  };
  const minutes = [...new Set([...ofGreen.keys(), ...ofBlue.keys()])]
    .filter((at) => at < end)
    .toSorted((a, b) => a - b)
    .map((at) => ({ at, green: counts(ofGreen.get(at)), blue: counts(ofBlue.get(at)) }));
  if (ofGreen.size === 0 && ofBlue.size > 0)
    return {
      unseen: `no answer of the new fleet is captured under s3://${bucket}/${prefix}/, though the old one’s are: ${captureRight(bucket)}`,
    };
  return { limits: [...bins.limits], minutes };
}

const numbersIn = (scores: readonly CapturedScore[]): number[] =>
  scores.flatMap(({ score }) => (typeof score === 'number' ? [score] : []));
