import * as z from 'zod';
import type { Step } from './gate.ts';

const reason = z.string().max(500).optional();

/**
 * The JSON answer of a webhook, a callback or a user's function: `{ "verdict": "pass" | "fail" | "later",
 * "reason"?: "…" }`. Other fields are ignored.
 */
export const saidSchema = z.object({ verdict: z.enum(['pass', 'fail', 'later']), reason });
export type Said = z.infer<typeof saidSchema>;

/** What the adapter returns for a check. */
export const checkAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), ...saidSchema.shape }),
  /** No answer, or one that means "not now": no connection, a timeout, throttling, status 5xx. */
  z.object({ kind: z.literal('silent'), why: z.string() }),
  /** Asking again is useless: not allowed, status 4xx, or an invalid answer. */
  z.object({ kind: z.literal('refused'), why: z.string() }),
]);
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

/** Parses the adapter's result; an invalid one counts as refused. */
export function checkAnswerOf(result: unknown): CheckAnswer {
  const parsed = checkAnswerSchema.safeParse(result);
  if (parsed.success) return parsed.data;
  return { kind: 'refused', why: 'the response has no verdict of pass, fail or later' };
}

/** The result for a check that nobody can answer later, since no address was given for that. */
export function withoutLater(result: unknown): unknown {
  const answer = checkAnswerOf(result);
  if (answer.kind !== 'said' || answer.verdict !== 'later') return result;
  const why = 'it says later, but the stage has no public address to answer at (addresses.decisions)';
  return { kind: 'refused', why } satisfies CheckAnswer;
}

/** `the webhook says fail: error budget spent` */
export function judgeSaid(
  who: string,
  { verdict, reason }: Said & { verdict: 'pass' | 'fail' },
): Step<never> & { kind: 'passed' | 'failed' } {
  const why = `${who} says ${verdict}${reason === undefined ? '' : `: ${reason}`}`;
  return { kind: verdict === 'pass' ? 'passed' : 'failed', why };
}
