import * as z from 'zod';
import { findingSchema } from '../judge/finding.ts';
import { actionKinds } from './action.ts';
import { askSchema } from './ask.ts';
import { decisionSchema } from './decision.ts';
import { type Stage, stageSchema } from './gate.ts';

/**
 * A gate of a rollout in the ledger, stored from the moment it opens. Instants are epoch milliseconds. It is
 * written conditionally on what was read, so a decision and a step never overwrite each other.
 */
export const gateItemSchema = z.object({
  stage: stageSchema,
  /** Its index among the gates of the stage, from 0. */
  n: z.number().int().nonnegative(),
  kind: z.string(),
  /** `withdrawn`: the settled release has changed, so the question is no longer asked. */
  status: z.enum(['pending', 'passed', 'failed', 'overridden', 'withdrawn']),
  /** Why it waits, or why it has ended. */
  why: z.string(),
  openedAt: z.number(),
  /** When it ended. */
  settledAt: z.number().optional(),
  /** Its state between steps, as defined by its kind. */
  state: z.unknown().optional(),
  /** When it must be looked at again at the latest; so also the deadline for a decision. */
  until: z.number().optional(),
  ask: askSchema.optional(),
  /** The question that was asked last, once the gate has ended; `until` as it was then. For display alone. */
  asked: askSchema.extend({ until: z.number().optional() }).optional(),
  /** When the current question was first asked. */
  askedAt: z.number().optional(),
  /** Counts the questions: a button is valid for one question only. */
  round: z.number().int().positive(),
  /** The answer to the question of this round. */
  decision: decisionSchema.optional(),
  /** Answers of earlier rounds. */
  earlier: z.array(decisionSchema).optional(),
  /** The kind of the action last asked for. */
  acted: z.enum(actionKinds).optional(),
  /** What a judge has found at its last look. */
  judged: z.array(findingSchema).optional(),
  /** The answer that came by callback. */
  answer: z.unknown().optional(),
  /** The digest of the settled release that it asks about. Absent in items of version 0.1. */
  digest: z.string().optional(),
  /** Why it is asked again, if the settled release has changed. */
  anew: z.string().optional(),
});
export type GateItem = z.infer<typeof gateItemSchema>;

/** A gate that has just opened; `digest` is the settled release's. */
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

/**
 * Whether it concerns the release as it is settled now. Findings, questions and answers about any other are
 * void.
 */
export const isAbout = (item: GateItem, digest: string | undefined): boolean =>
  item.status !== 'withdrawn' && item.digest === digest;

/**
 * The same gate opened again with its next question; earlier answers are kept as answers to earlier
 * questions.
 */
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

/** The settled release has changed; `why` says how. The gate's question is no longer asked. */
export const withdrawnGate = (item: GateItem, why: string, now: number): GateItem => {
  const { until: _, ...rest } = item;
  return { ...rest, status: 'withdrawn', why: `no longer asked: ${why}`, anew: why, settledAt: now };
};
