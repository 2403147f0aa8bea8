import * as z from 'zod';
import { isResting } from '../endpoint-status.ts';
import type { EndpointView } from '../sagemaker.ts';

/** What an endpoint served when it was last read: written when a rollout ends, and again when drift was told. */
export const lastKnownStateSchema = z.object({
  endpoint: z.string(),
  /** Null once we know that the endpoint is gone. */
  configName: z.string().nullable(),
  /** The endpoint's status when that was seen. */
  status: z.string(),
  /** Its LastModifiedTime then, epoch ms. */
  lastModified: z.number(),
});
export type LastKnownState = z.infer<typeof lastKnownStateSchema>;

/** Something happened to an endpoint that no rollout of ours did. */
export interface Drift {
  readonly endpoint: string;
  readonly what: 'config' | 'deleted' | 'appeared' | 'failed' | 'recovered';
  /** Configs; null where there was, or is, none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly status: string;
  /** Of one that was deleted: its status when it was last read. */
  readonly was?: string;
  readonly failureReason?: string;
  /** The same for every look at the same change, so that it is told once. */
  readonly id: string;
}

/**
 * What the endpoint shows that the last known state doesn't explain; undefined if all is explained. Read the endpoint first
 * and then, in the ledger, the last known state and whether a rollout of ours is shifting: an endpoint read before that
 * state was kept says nothing, but a state kept before the endpoint was read would call our own rollout a stranger's.
 *
 * What autoscaling and maintenance do is no drift: they change counts, the status for a while, and LastModifiedTime;
 * never the config. A change under way (`Updating`) is judged when it has come to rest.
 *
 * @param lastKnown undefined for an endpoint that we never released to: whatever happens to it is not ours to tell
 * @param seen undefined where there is no such endpoint
 * @param shifting whether a rollout of ours has stored its token and has not ended: then its verdict tells
 */
export function detectDrift(
  lastKnown: LastKnownState | undefined,
  seen: EndpointView | undefined,
  shifting: boolean,
): Drift | undefined {
  if (lastKnown === undefined || shifting) return undefined;
  const from = lastKnown.configName;
  if (seen === undefined || seen.status === 'Deleting') {
    return from === null ? undefined : drift(lastKnown, 'deleted', null, seen);
  }
  if (seen.lastModified < lastKnown.lastModified || !isResting(seen.status)) return undefined;
  if (from === null) return drift(lastKnown, 'appeared', seen.configName, seen);
  if (seen.status !== 'InService') {
    return lastKnown.status === seen.status ? undefined : drift(lastKnown, 'failed', seen.configName, seen);
  }
  if (seen.configName !== from) return drift(lastKnown, 'config', seen.configName, seen);
  return lastKnown.status === 'InService' ? undefined : drift(lastKnown, 'recovered', from, seen);
}

/** The last known state from now on: what was read. The next rollout, and the next reading, start from there. */
export const lastKnownStateOf = (
  endpoint: string,
  seen: EndpointView | undefined,
  now: number,
): LastKnownState =>
  seen === undefined || seen.status === 'Deleting'
    ? { endpoint, configName: null, status: 'Deleting', lastModified: now }
    : { endpoint, configName: seen.configName, status: seen.status, lastModified: seen.lastModified };

/** Bound to the state that it contradicts: the same change, made again after it was told, is told again. */
function drift(
  { endpoint, configName: from, lastModified, status: was }: LastKnownState,
  what: Drift['what'],
  to: string | null,
  seen: EndpointView | undefined,
): Drift {
  const status = seen?.status ?? 'missing';
  return {
    endpoint,
    what,
    from,
    to,
    status,
    ...(what === 'deleted' && { was }),
    ...(seen?.failureReason !== undefined && { failureReason: seen.failureReason }),
    id: [lastModified, what, from ?? '', to ?? '', what === 'failed' ? status : ''].join('#'),
  };
}
