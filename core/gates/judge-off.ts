import * as z from 'zod';
import { epochMsOf, instantSchema, utcMinute } from '../values/instant.ts';

/** Somebody has switched judging off for an endpoint, in an incident that makes comparisons mean nothing. */
export const judgeOffSchema = z.object({ by: z.string(), reason: z.string(), at: instantSchema });
export type JudgeOff = z.infer<typeof judgeOffSchema>;

/** Somebody's switch, off or on. `key` identifies the command, and so what was told of it. */
export const judgeSwitchSchema = judgeOffSchema.extend({ status: z.enum(['off', 'on']), key: z.string() });
export type JudgeSwitch = z.infer<typeof judgeSwitchSchema>;

/** Whether an endpoint's rollouts are judged. It holds until somebody switches it on again. */
export interface JudgeSwitches {
  /** Undefined if they are. */
  judgeOff(endpoint: string): Promise<JudgeOff | undefined>;
  /** The last switch, so that it can still be told if whoever made it died first. It may not have taken effect. */
  lastJudgeSwitch(endpoint: string): Promise<JudgeSwitch | undefined>;
  switchJudge(endpoint: string, change: JudgeSwitch): Promise<void>;
}

/** `judging is switched off since 2026-01-05 10:00 UTC by ana: database outage` */
export const judgeOffText = (off: JudgeOff): string => `judging is switched off ${judgeOffSince(off)}`;

/** `since 2026-01-05 10:00 UTC by ana: database outage` */
export const judgeOffSince = ({ by, reason, at }: JudgeOff): string =>
  `since ${utcMinute(epochMsOf(at))} by ${by}: ${reason}`;

/** Switches it on again. `flags` are those with which the command finds the deployment. */
export const judgeOnCommand = (endpoint: string, flags: string): string =>
  `npx greenlight judge on ${endpoint} --reason TEXT${flags}`;
