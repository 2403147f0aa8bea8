import * as z from 'zod';
import { breachSchema } from '../cloudwatch/breach.ts';
import { findingSchema } from '../judge/finding.ts';
import { problemSchema } from '../values/problem.ts';
import { nextStepSchema } from './next-step.ts';
import { stopSchema } from './stop.ts';

export const outcomeSchema = z.enum([
  'DEPLOYED',
  'ROLLED_BACK',
  'REJECTED',
  'SUPERSEDED',
  'FAILED',
  'TIMED_OUT',
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** The single end of a rollout, as it is stored in the ledger and told to people. */
export const conclusionSchema = z.object({
  outcome: outcomeSchema,
  /** One sentence: why it ended this way. */
  cause: z.string(),
  problems: z.array(problemSchema),
  breaches: z.array(breachSchema),
  /** What judges and comparisons have found, if there were any. */
  judged: z.array(findingSchema).optional(),
  /** Who stopped it, if somebody did. */
  stop: stopSchema.optional(),
  /** Somebody must act now. */
  urgent: z.boolean(),
  /**
   * The endpoint at the time when this was told, if somebody may have to act. Absent if nothing was asked of
   * the endpoint.
   */
  observed: z.object({ status: z.string(), serving: z.string().nullable() }).optional(),
  /** What somebody could do about it at that time. */
  nextSteps: z.array(nextStepSchema).optional(),
});
export type Conclusion = z.infer<typeof conclusionSchema>;
