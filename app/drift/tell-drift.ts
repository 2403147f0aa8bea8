import type { CommandFlags } from '../../core/command-flags.ts';
import { type Drift, detectDrift, type LastKnownState, lastKnownStateOf } from '../../core/drift/drift.ts';
import { driftNotice } from '../../core/notices/drift.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { epochMsOf, type Instant } from '../../core/values/instant.ts';
import { type WayBack, wayOutOfDrift } from '../../core/verdict/way-out.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';
import { wayBack } from '../rollouts/way-back.ts';

/**
 * Tells the change of the endpoint that `lastKnown` does not explain. It is told once, by whoever finds it
 * first: an event, a gate's own look, or the last step of a rollout. After that, it is the last known state.
 *
 * @param lastKnown undefined for an endpoint whose changes are not ours to tell
 * @param at ISO
 */
export async function tellDrift(
  ports: {
    readonly ledger: Pick<Ledger, 'claimNotification' | 'markNotified' | 'keepLastKnownState' | 'rollouts'>;
    readonly notices: Notices;
    readonly announcements: Announcements;
    readonly metrics: Metrics;
    readonly endpoints: Pick<Endpoints, 'kept'>;
    readonly commandFlags: CommandFlags;
  },
  endpoint: string,
  lastKnown: LastKnownState | undefined,
  seen: EndpointView | undefined,
  at: Instant,
): Promise<Drift | undefined> {
  const drift = detectDrift(lastKnown, seen, false);
  if (drift === undefined) return undefined;
  const { what, from, to } = drift;
  const receipt = endpointReceipt(endpoint, `drift#${drift.id}`, at, { what, from, to });
  const change = { schemaVersion: '1', phase: 'drift', at, endpoint, what, from, to } as const;
  const told = await once(ports.ledger, receipt, async () => {
    const steps = wayOutOfDrift(drift, await backFrom(ports, drift), ports.commandFlags);
    await tell(ports, change, driftNotice(drift, steps));
  });
  if (told !== undefined) ports.metrics.count('Drift', { What: what }, { endpoint });
  await ports.ledger.keepLastKnownState(lastKnownStateOf(endpoint, seen, epochMsOf(at)));
  return drift;
}

/** How to restore what served before; looked up only if an update would restore it. */
async function backFrom(
  { ledger, endpoints }: Pick<Parameters<typeof tellDrift>[0], 'ledger' | 'endpoints'>,
  { endpoint, from, to, status }: Drift,
): Promise<WayBack | undefined> {
  const isMixed = status === 'UpdateRollbackFailed';
  if (from === null || to === null || (status !== 'InService' && !isMixed)) return undefined;
  return wayBack(endpoints, await ledger.rollouts(endpoint), isMixed ? undefined : to, from);
}
