import { type Drift, detectDrift, type LastKnownState, lastKnownStateOf } from '../../core/drift/drift.ts';
import { driftNotice } from '../../core/notices/drift.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';

/**
 * Tells what the endpoint shows and `lastKnown` does not explain, once, whoever finds it first: an event, a gate's own
 * look, or the last step of a rollout. From then on it is the last known state.
 *
 * @param lastKnown undefined for an endpoint that is not ours to tell of
 * @param at ISO
 */
export async function tellDrift(
  ports: {
    readonly ledger: Pick<Ledger, 'claimNotification' | 'markNotified' | 'keepLastKnownState'>;
    readonly notices: Notices;
    readonly announcements: Announcements;
    readonly metrics: Metrics;
  },
  endpoint: string,
  lastKnown: LastKnownState | undefined,
  seen: EndpointView | undefined,
  at: string,
): Promise<Drift | undefined> {
  const drift = detectDrift(lastKnown, seen, false);
  if (drift === undefined) return undefined;
  const { what, from, to } = drift;
  const receipt = endpointReceipt(endpoint, `drift#${drift.id}`, at, { what, from, to });
  const change = { schemaVersion: '1', phase: 'drift', at, endpoint, what, from, to } as const;
  const told = await once(ports.ledger, receipt, () => tell(ports, change, driftNotice(drift)));
  if (told !== undefined) ports.metrics.count('Drift', { What: what }, { endpoint });
  await ports.ledger.keepLastKnownState(lastKnownStateOf(endpoint, seen, Date.parse(at)));
  return drift;
}
