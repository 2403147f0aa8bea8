import * as z from 'zod';
import type { Step } from './gate.ts';
import { chanceToHitGreen } from './hitting-green.ts';

/** One request and its answer, as the adapter saw it. */
const answerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answered'),
    /** The HTTP status, or the model container's own if SageMaker passes it on. */
    status: z.number().int(),
    latencyMs: z.number().nonnegative(),
    /** Whether the expectation evaluated to exactly true; absent without an expectation. */
    holds: z.boolean().optional(),
    /**
     * Its value, or why it could not be evaluated. Short, and otherwise without anything of the answer's
     * body.
     */
    came: z.string().optional(),
  }),
  /** No connection, a timeout, throttling. */
  z.object({ kind: z.literal('unanswered'), why: z.string() }),
]);
export type SmokeAnswer = z.infer<typeof answerSchema>;

/** The adapter's report of a smoke test: every answer, in the order of the requests. */
export const smokeReportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sent'), answers: z.array(answerSchema) }),
  /** Nothing could be sent: no such payload, or an invalid JSONata expression. */
  z.object({ kind: z.literal('not-sent'), why: z.string() }),
]);
export type SmokeReport = z.infer<typeof smokeReportSchema>;

export interface Expected {
  readonly requests: number;
  readonly withinMs?: number;
  readonly expect?: string;
  /** Green's share of the traffic, if blue shared it. */
  readonly greenShare?: number;
}

type Judged = Step<never> & { kind: 'passed' | 'failed' };

/** Passes if every request was answered as expected. */
export function judgeSmoke(result: unknown, expected: Expected): Judged {
  const parsed = smokeReportSchema.safeParse(result);
  if (!parsed.success) return { kind: 'failed', why: 'the result is not a report of a smoke test' };
  if (parsed.data.kind === 'not-sent') return { kind: 'failed', why: `nothing was sent: ${parsed.data.why}` };

  const { answers } = parsed.data;
  const { requests } = expected;
  const wrong = answers.flatMap((answer, at) => {
    const why = mistakeOf(answer, expected);
    return why === undefined ? [] : [{ number: at + 1, why }];
  });
  const [first] = wrong;
  if (first !== undefined) {
    if (requests === 1) return { kind: 'failed', why: `the request failed: ${first.why}` };
    const why = `${wrong.length} of ${requests} requests failed; the first, request ${first.number}: ${first.why}`;
    return { kind: 'failed', why };
  }
  if (answers.length < requests)
    return { kind: 'failed', why: `only ${answers.length} of ${requests} requests were made` };
  return { kind: 'passed', why: `${praiseOf(answers)}${oddsOf(expected)}` };
}

/**
 * Without an expectation, the status must be 2xx. With one, only the expectation counts, because an error may
 * be expected.
 */
function mistakeOf(answer: SmokeAnswer, { withinMs, expect }: Expected): string | undefined {
  if (answer.kind === 'unanswered') return `no answer (${answer.why})`;
  const { status, latencyMs, holds, came } = answer;
  if (expect === undefined && (status < 200 || status > 299)) return `status ${status}, expected 2xx`;
  if (expect !== undefined && holds !== true)
    return `status ${status}, expected ${expect}${came === undefined ? '' : `, which came to ${came}`}`;
  if (withinMs !== undefined && latencyMs > withinMs)
    return `answered after ${Math.round(latencyMs)} ms, expected within ${withinMs} ms`;
  return undefined;
}

function praiseOf(answers: readonly SmokeAnswer[]): string {
  const latencies = answers.flatMap((answer) => (answer.kind === 'answered' ? [answer.latencyMs] : []));
  const slowest = `${Math.round(Math.max(...latencies))} ms`;
  return answers.length === 1
    ? `answered as expected in ${slowest}`
    : `${answers.length} requests answered as expected, the slowest in ${slowest}`;
}

function oddsOf({ greenShare, requests }: Expected): string {
  if (greenShare === undefined || greenShare >= 1) return '';
  const chance = formatPercent(chanceToHitGreen(greenShare, requests));
  return `; with ${formatPercent(greenShare)} of the traffic on the new fleet, at least one reached it with ${chance} probability`;
}

/** 0.2 is 20 %, 0.9908 is 99.1 %; never rounded up to 100 %. */
export const formatPercent = (share: number): string => `${Math.min(99.9, Math.round(share * 1000) / 10)} %`;
