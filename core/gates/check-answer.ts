import * as z from 'zod';
import type { Step } from './gate.ts';

const reason = z.string().max(500).optional();

/**
 * What a webhook, a callback or a function of the user's says, as JSON:
 * `{ "verdict": "pass" | "fail" | "later", "reason"?: "…" }`. Other fields are the sender's own business.
 */
export const saidSchema = z.object({ verdict: z.enum(['pass', 'fail', 'later']), reason });
export type Said = z.infer<typeof saidSchema>;

/** What the edge makes of asking for a check. */
export const checkAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('said'), ...saidSchema.shape }),
  /** No answer, or one that says "not now": no connection, a timeout, throttled, status 5xx. */
  z.object({ kind: z.literal('silent'), why: z.string() }),
  /** Asking again is of no use: not allowed, status 4xx, an answer that is none. */
  z.object({ kind: z.literal('refused'), why: z.string() }),
]);
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

/** A result as the edge hands it over; one that is none counts as refused. */
export function checkAnswerOf(result: unknown): CheckAnswer {
  const parsed = checkAnswerSchema.safeParse(result);
  if (parsed.success) return parsed.data;
  return { kind: 'refused', why: 'what came back is no answer with a verdict of pass, fail or later' };
}

/** `the webhook says fail: error budget spent` */
export function judgeSaid(
  who: string,
  { verdict, reason }: Said & { verdict: 'pass' | 'fail' },
): Step<never> & { kind: 'passed' | 'failed' } {
  const why = `${who} says ${verdict}${reason === undefined ? '' : `: ${reason}`}`;
  return { kind: verdict === 'pass' ? 'passed' : 'failed', why };
}
