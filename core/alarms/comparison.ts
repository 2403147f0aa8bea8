import * as z from 'zod';
import { type ComparisonTerms, comparisonFields } from '../gates/judge-config.ts';
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
    const { on, hold, ...terms } = written;
    const role = roleOf({ on, hold });
    if (role !== undefined) return { ...terms, ...role };
    context.addIssue({ code: 'custom', path: ['hold'], message: roleExpected });
    return z.NEVER;
  });
