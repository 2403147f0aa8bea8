import * as z from 'zod';
import { epochMsOf, instantSchema, utcMinute } from '../values/instant.ts';

/** Somebody has switched judging off for an endpoint, in an incident that makes comparisons mean nothing. */
export const judgeOffSchema = z.object({ by: z.string(), reason: z.string(), at: instantSchema });
export type JudgeOff = z.infer<typeof judgeOffSchema>;

/** Whether an endpoint's rollouts are judged. It holds until somebody switches it on again. */
export interface JudgeSwitches {
  /** Undefined if they are. */
  judgeOff(endpoint: string): Promise<JudgeOff | undefined>;
  /** `off` undefined switches it on. */
  switchJudge(endpoint: string, off: JudgeOff | undefined): Promise<void>;
}

/** `judging is switched off since 2026-01-05 10:00 UTC by ana: database outage` */
export const judgeOffText = (off: JudgeOff): string => `judging is switched off ${judgeOffSince(off)}`;

/** `since 2026-01-05 10:00 UTC by ana: database outage` */
export const judgeOffSince = ({ by, reason, at }: JudgeOff): string =>
  `since ${utcMinute(epochMsOf(at))} by ${by}: ${reason}`;

/** Switches it on again. `flags` are those with which the command finds the deployment. */
export const judgeOnCommand = (endpoint: string, flags: string): string =>
  `npx greenlight judge on ${endpoint} --reason TEXT${flags}`;
