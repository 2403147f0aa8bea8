import * as z from 'zod';
import { type ComparisonTerms, comparisonFields, completed, limitExpected } from './comparison-terms.ts';
import { type HoldTerms, holdTerms, usualTerms } from './hold-terms.ts';

export interface JudgeConfig extends ComparisonTerms {
  /** What stops the rollout: only that green is shown to be worse, or that it is not shown to be all right. */
  readonly demand: 'not-worse' | 'pass';
  /** What becomes of it if there are too few requests to show anything. */
  readonly otherwise: 'pass' | 'hold' | 'fail';
  /** How people are asked about what is not shown to be all right, or about too few requests. Set if `otherwise` is hold. */
  readonly hold?: HoldTerms;
}

const fields = {
  ...comparisonFields,
  compare: comparisonFields.compare.default('5xx'),
  demand: z
    .enum(['not-worse', 'pass'], { error: 'not-worse or pass' })
    .meta({
      description:
        'not-worse: stops what is shown to be worse. pass: also what is not shown to be all right.',
    })
    .default('not-worse'),
  otherwise: z
    .enum(['pass', 'hold', 'fail'], { error: 'pass, hold or fail' })
    .meta({ description: 'If there are too few requests to show anything. hold: people are asked.' })
    .default('pass'),
  hold: holdTerms
    .optional()
    .meta({ description: 'With demand: pass or otherwise: hold, how people are asked.' }),
};
const holdExpected = 'no such field without demand: pass or otherwise: hold';

export const judgeSchema: z.ZodType<JudgeConfig> = z
  .strictObject(fields, { error: 'fields such as compare and tolerance' })
  .transform((written, context): JudgeConfig => {
    const { hold, ...rest } = written;
    const asks = written.otherwise === 'hold' ? (hold ?? usualTerms) : hold;
    if (asks !== undefined && written.demand !== 'pass' && written.otherwise !== 'hold') {
      context.addIssue({ code: 'custom', path: ['hold'], message: holdExpected });
      return z.NEVER;
    }
    const config = completed(rest);
    if (config !== undefined) return { ...config, ...(asks && { hold: asks }) };
    context.addIssue({ code: 'custom', path: ['slower'], message: limitExpected });
    return z.NEVER;
  });
