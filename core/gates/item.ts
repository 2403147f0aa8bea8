import * as z from 'zod';
import { askSchema } from './ask.ts';
import { decisionSchema } from './decision.ts';
import { type Stage, stageSchema } from './gate.ts';

/**
 * A gate of a rollout as the ledger keeps it, from the moment its turn has come. Instants are epoch milliseconds.
 * It is written conditionally on what was read: a decision and a step must never overwrite one another.
 */
export const gateItemSchema = z.object({
  stage: stageSchema,
  /** Its place among the gates of the stage, from 0. */
  n: z.number().int().nonnegative(),
  kind: z.string(),
  /** `withdrawn`: what would be released has changed, so what was asked is asked no more. */
  status: z.enum(['pending', 'passed', 'failed', 'overridden', 'withdrawn']),
  /** Why it waits, or why it has ended. */
  why: z.string(),
  openedAt: z.number(),
  /** When it ended. */
  settledAt: z.number().optional(),
  /** What it remembers: its kind's own. */
  state: z.unknown().optional(),
  /** When it is looked at again at the latest, so also the deadline of a decision. */
  until: z.number().optional(),
  ask: askSchema.optional(),
  /** Since when it asks that. */
  askedAt: z.number().optional(),
  /** Counts what was asked: a button is good for one question only. */
  round: z.number().int().positive(),
  /** The answer to the question of this round. */
  decision: decisionSchema.optional(),
  /** Answers of earlier rounds. */
  earlier: z.array(decisionSchema).optional(),
  /** The kind of the action last asked for. */
  acted: z.enum(['smoke', 'webhook', 'lambda']).optional(),
  /** What came by callback. */
  answer: z.unknown().optional(),
  /** Of what would be released, as it was asked about. Not in items of version 0.1. */
  digest: z.string().optional(),
  /** Why it is asked anew, where what would be released has changed. */
  anew: z.string().optional(),
});
export type GateItem = z.infer<typeof gateItemSchema>;

/** A gate whose turn has just come; `digest` is that of what would be released. */
export const openedGate = (
  stage: Stage,
  n: number,
  kind: string,
  now: number,
  digest?: string,
): GateItem => ({
  stage,
  n,
  kind,
  status: 'pending',
  why: 'its turn has come',
  openedAt: now,
  round: 1,
  ...(digest !== undefined && { digest }),
});

/** Whether it is about what would be released now: what was found, asked or answered about anything else is void. */
export const isAbout = (item: GateItem, digest: string | undefined): boolean =>
  item.status !== 'withdrawn' && item.digest === digest;

/** The gate at that place, once more: as its next question, with the answers of before as those of earlier ones. */
export function reopenedGate(former: GateItem, kind: string, now: number, digest?: string): GateItem {
  const { stage, n, round, decision, earlier = [], anew } = former;
  const answers = decision === undefined ? earlier : [...earlier, decision];
  return {
    ...openedGate(stage, n, kind, now, digest),
    round: round + 1,
    ...(answers.length > 0 && { earlier: answers }),
    ...(anew !== undefined && { anew }),
  };
}

/** What would be released has changed, which `why` says: the gate's question is asked no more. */
export const withdrawnGate = (item: GateItem, why: string, now: number): GateItem => {
  const { until: _, ...rest } = item;
  return { ...rest, status: 'withdrawn', why: `no longer asked: ${why}`, anew: why, settledAt: now };
};
