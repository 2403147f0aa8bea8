import * as z from 'zod';
import {
  type ComparisonTerms,
  comparisonFields,
  completed,
  limitExpected,
} from '../gates/comparison-terms.ts';
import { type Role, roleExpected, roleFields, roleOf } from './alarm-role.ts';

/** An alarm that goes off when the new fleet is shown to be worse than the old one (core/judge). */
export interface ComparedAlarm extends Role, ComparisonTerms {
  /**
   * Only one way is in force, so that the chance of a false alarm is spent once. `greenlight`: the function that
   * SageMaker's events call reads the counts. `cloudwatch`: an alarm on metric math, which SageMaker itself watches.
   */
  readonly computedBy: 'greenlight' | 'cloudwatch';
}

export const comparedAlarm = z
  .strictObject({
    ...comparisonFields,
    computedBy: z
      .enum(['greenlight', 'cloudwatch'], { error: 'greenlight or cloudwatch' })
      .meta({
        description: 'Who computes it: Greenlight at looks in the bakes, or CloudWatch every minute.',
      })
      .default('greenlight'),
    ...roleFields,
  })
  .transform((written, context): ComparedAlarm => {
    const fail = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
      return z.NEVER;
    };
    const { on, hold, ...rest } = written;
    const terms = completed(rest);
    if (terms === undefined) return fail('slower', limitExpected);
    const role = roleOf({ on, hold });
    if (role === undefined) return fail('hold', roleExpected);
    // The new fleet's first minutes are left out, and the limit may be read only once the shift has begun.
    if (terms.compare === 'slow' && terms.computedBy === 'cloudwatch')
      return fail('computedBy', 'greenlight with compare: slow, which an alarm of CloudWatch cannot compute');
    if (terms.compare === 'score' && terms.computedBy === 'cloudwatch')
      return fail('computedBy', 'greenlight with compare: score, which CloudWatch does not know');
    return { ...terms, ...role };
  });
