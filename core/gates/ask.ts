import * as z from 'zod';

/**
 * The words for the two answers, as buttons and commands have them: what they mean depends on where the gate stands.
 * `override` lets a closed window through; `continue` and `abort` answer an alarm.
 */
export const approvals = ['approve', 'override', 'continue', 'keep'] as const;
export const rejections = ['reject', 'abort', 'roll-back'] as const;
export type Approval = (typeof approvals)[number];
export type Rejection = (typeof rejections)[number];

/** What people are asked, and who may answer: kept with the gate, so a decision is checked without its kind. */
export const askSchema = z.object({
  /** Another question makes buttons of the one before worthless, so there is no time in it. */
  question: z.string(),
  approve: z.enum(approvals),
  reject: z.enum(rejections),
  /** Slack user or group ids, IAM ARN patterns; anyone with a proven identity if it is not said. */
  by: z.array(z.string()).optional(),
  anyoneWithLink: z.boolean(),
  /** To approve takes a reason. */
  reasonNeeded: z.boolean(),
});
export type GateQuestion = z.infer<typeof askSchema>;
