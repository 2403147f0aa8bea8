import * as z from 'zod';

/**
 * The names of the two answers, in buttons and commands. Their meaning depends on the gate's stage.
 * `override` lets a release through a closed window; `continue` and `abort` answer an alarm.
 */
export const approvals = ['approve', 'override', 'continue', 'keep'] as const;
export const rejections = ['reject', 'abort', 'roll-back'] as const;
export type Approval = (typeof approvals)[number];
export type Rejection = (typeof rejections)[number];

/**
 * The question to people, and who may answer. Stored with the gate, so that a decision can be checked without
 * its kind.
 */
export const askSchema = z.object({
  /** It contains no time, because a changed question invalidates the previous buttons. */
  question: z.string(),
  approve: z.enum(approvals),
  reject: z.enum(rejections),
  /** A channel's ids of users or groups (channel-people.ts), IAM ARN patterns; default: anyone with a proven identity. */
  by: z.array(z.string()).optional(),
  anyoneWithLink: z.boolean(),
  /** Approving needs a reason. */
  reasonNeeded: z.boolean(),
});
export type GateQuestion = z.infer<typeof askSchema>;
