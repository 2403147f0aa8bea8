import { epochMsOf } from '../values/instant.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** How long an endpoint that something else keeps changing is waited for: four hours. */
export const longestBusyMs = 4 * 3_600_000;

/**
 * Since when the endpoint has been waited for, epoch ms. It may come to rest and be changed again, any number of times:
 * the bound is on all of it together. But the hours at a gate are people's: busy again after them is a wait of its own.
 */
export function busySince(record: Pick<RolloutRecord, 'phases'> | undefined, now: number): number {
  const { 'waiting-for-endpoint': waiting, 'gates-before': gates } = record?.phases ?? {};
  if (waiting === undefined) return now;
  const isBefore = gates !== undefined && epochMsOf(gates) > epochMsOf(waiting);
  return isBefore ? now : epochMsOf(waiting);
}
