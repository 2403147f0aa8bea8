import { type Drift, detectDrift, type LastKnownState, lastKnownStateOf } from '../../core/drift/drift.ts';
import { driftNotice } from '../../core/notices/drift.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { tell } from '../notices/tell.ts';

/**
 * Tells what the endpoint shows and `believed` does not explain, once, whoever finds it first: an event, a gate's own
 * look, or the last step of a rollout. From then on it is what is believed.
 *
 * @param believed undefined for an endpoint that is not ours to tell of
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
  const subject = `endpoint#${endpoint.toLowerCase()}`;
  const receipt = { subject, occurrence: `drift#${drift.id}`, at, detail: { what, from, to } };
  if (await ports.ledger.claimNotification(receipt)) {
    const change = { schemaVersion: '1', phase: 'drift', at, endpoint, what, from, to } as const;
    await tell(ports, change, driftNotice(drift));
    await ports.ledger.markNotified(receipt);
    ports.metrics.count('Drift', { What: what }, { endpoint });
  }
  await ports.ledger.keepLastKnownState(lastKnownStateOf(endpoint, seen, Date.parse(at)));
  return drift;
}
