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
  status: z.enum(['pending', 'passed', 'failed', 'overridden']),
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
});
export type GateItem = z.infer<typeof gateItemSchema>;

/** A gate whose turn has just come. */
export const openedGate = (stage: Stage, n: number, kind: string, now: number): GateItem => ({
  stage,
  n,
  kind,
  status: 'pending',
  why: 'its turn has come',
  openedAt: now,
  round: 1,
});
