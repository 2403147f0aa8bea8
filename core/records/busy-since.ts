import { epochMsOf } from '../values/instant.ts';
import type { RolloutRecord } from './rollout-record.ts';

/** How long to wait for an endpoint that something else keeps changing: four hours. */
export const longestBusyMs = 4 * 3_600_000;

/**
 * Since when the rollout has been waiting for the endpoint, in epoch ms. The endpoint may come to rest and
 * change again any number of times; the limit applies to the whole. But the time at a gate is people's: if
 * the endpoint is busy again afterwards, that is a new wait.
 */
export function busySince(record: Pick<RolloutRecord, 'phases'> | undefined, now: number): number {
  const { 'waiting-for-endpoint': waiting, 'gates-before': gates } = record?.phases ?? {};
  if (waiting === undefined) return now;
  const isBefore = gates !== undefined && epochMsOf(gates) > epochMsOf(waiting);
  return isBefore ? now : epochMsOf(waiting);
}
