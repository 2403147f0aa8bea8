import * as z from 'zod';
import { isResting } from '../endpoint-status.ts';
import type { EndpointView } from '../sagemaker.ts';

/** What an endpoint served at the last reading. Written when a rollout ends, and again when drift is told. */
export const lastKnownStateSchema = z.object({
  endpoint: z.string(),
  /** Null if the endpoint is known to be gone. */
  configName: z.string().nullable(),
  /** The endpoint's status at that reading. */
  status: z.string(),
  /** Its LastModifiedTime at that reading, in epoch ms. */
  lastModified: z.number(),
  /** A rollout that timed out, and whose update nobody waits for any more: what the endpoint comes to is its end. */
  givenUp: z.string().optional(),
});
export type LastKnownState = z.infer<typeof lastKnownStateSchema>;

/** A change of an endpoint that no rollout of ours made. */
export interface Drift {
  readonly endpoint: string;
  readonly what: 'config' | 'deleted' | 'appeared' | 'failed' | 'recovered';
  /** The configs before and after; null for no config. */
  readonly from: string | null;
  readonly to: string | null;
  readonly status: string;
  /** If it was deleted: its status at the last reading. */
  readonly was?: string;
  readonly failureReason?: string;
  /** The same for every reading of the same change, so that it is told once. */
  readonly id: string;
}

/**
 * The change that the last known state does not explain; undefined if everything is explained. Read the
 * endpoint first, and then from the ledger the last known state and whether a rollout of ours is shifting. In
 * this order an endpoint older than the state is recognized and ignored. In the other order our own rollout
 * would look like a stranger's change.
 *
 * Autoscaling and maintenance are not drift: they change counts, the status for a while, and
 * LastModifiedTime; never the config. A running change (`Updating`) is judged once the endpoint has come to
 * rest.
 *
 * @param lastKnown undefined for an endpoint that we never released to; its changes are not ours to tell
 * @param seen undefined if the endpoint does not exist
 * @param shifting whether a rollout of ours has stored its token and has not ended; then its verdict tells
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

/** The new last known state. The next rollout and the next reading compare with it. */
export const lastKnownStateOf = (
  endpoint: string,
  seen: EndpointView | undefined,
  now: number,
): LastKnownState =>
  seen === undefined || seen.status === 'Deleting'
    ? { endpoint, configName: null, status: 'Deleting', lastModified: now }
    : { endpoint, configName: seen.configName, status: seen.status, lastModified: seen.lastModified };

export const isSameState = (a: LastKnownState, b: LastKnownState | undefined): boolean =>
  a.endpoint === b?.endpoint &&
  a.configName === b.configName &&
  a.status === b.status &&
  a.lastModified === b.lastModified &&
  a.givenUp === b.givenUp;

/**
 * The id contains the state that the change contradicts. So the same change is told again if it is made again
 * later.
 */
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
