import * as z from 'zod';
import { gateTime } from './timing.ts';
import { whoFields, whoIsClear, whoProblem } from './who.ts';

/** How an alarm with `on: hold` asks; the manifest has it beside the alarm. */
export interface HoldTerms {
  readonly timeoutSeconds: number;
  /** The default answer when the time is up. */
  readonly otherwise: 'abort' | 'continue';
  /** What the shift does until there is an answer. SageMaker cannot pause, so it goes on or goes back. */
  readonly meanwhile: 'shift' | 'abort';
  readonly by?: readonly string[];
  readonly anyoneWithLink: boolean;
}

export const holdTerms = z
  .strictObject(
    {
      timeout: gateTime.meta({ description: 'How long people have to answer.' }).default(600),
      otherwise: z
        .enum(['abort', 'continue'], { error: 'abort or continue' })
        .meta({ description: 'The default answer when the time is up.' })
        .default('abort'),
      meanwhile: z
        .enum(['shift', 'abort'], { error: 'shift or abort' })
        .meta({ description: 'Whether traffic goes on shifting until there is an answer.' })
        .default('shift'),
      ...whoFields,
    },
    { error: 'fields such as timeout and otherwise' },
  )
  .refine(whoIsClear, whoProblem)
  .transform(
    ({ timeout, by, ...rest }): HoldTerms => ({ timeoutSeconds: timeout, ...rest, ...(by && { by }) }),
  );

export const usualTerms: HoldTerms = holdTerms.parse({});
