import * as z from 'zod';
import { breachSchema } from '../cloudwatch/breach.ts';
import { problemSchema } from '../values/problem.ts';
import { verdictSchema } from './decide-verdict.ts';
import { stopSchema } from './stop.ts';

/** How the state machine reached Conclude. */
export const endingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refused'), problems: z.array(problemSchema).min(1) }),
  /** Stopped before anything was changed. */
  z.object({ kind: z.literal('stopped'), stop: stopSchema }),
  z.object({ kind: z.literal('verdict'), verdict: verdictSchema }),
  /** The release was live and was taken back: why, and how going back to the config from before ended. */
  z.object({ kind: z.literal('went-back'), unwanted: verdictSchema, verdict: verdictSchema }),
  z.object({
    kind: z.literal('error'),
    during: z.string(),
    error: z.string(),
    cause: z.string().optional(),
    /** The alarms that went off during the shift, as far as they were noted. */
    breaches: z.array(breachSchema).optional(),
  }),
  /** A wait reached its limit. */
  z.object({
    kind: z.literal('timed-out'),
    during: z.enum(['queue', 'busy-endpoint', 'shift', 'going-back']),
    /** As above. */
    breaches: z.array(breachSchema).optional(),
  }),
]);
export type Ending = z.infer<typeof endingSchema>;
