import { type LastKnownState, lastKnownStateOf } from '../../core/drift/drift.ts';
import { isResting } from '../../core/endpoint-status.ts';
import type { LastKnownStates, RolloutRecords } from '../../core/ports/ledger.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import { epochMsOf, type Instant } from '../../core/values/instant.ts';
import { type AftermathPorts, tellAftermath } from '../rollouts/tell-aftermath.ts';

/**
 * Whether an endpoint has come to rest from the update of a rollout that timed out and was given up. Then that is told as its
 * aftermath, and is no drift. If somebody else has changed the endpoint since, it is told so, too: the notice says what serves.
 */
export async function isEndOfGivenUp(
  ports: AftermathPorts & {
    readonly ledger: Pick<LastKnownStates, 'keepLastKnownState'> & Pick<RolloutRecords, 'rollout'>;
  },
  lastKnown: LastKnownState | undefined,
  seen: EndpointView | undefined,
  at: Instant,
): Promise<boolean> {
  if (lastKnown?.givenUp === undefined) return false;
  if (seen !== undefined && seen.status !== 'Deleting' && !isResting(seen.status)) return false;
  const { endpoint } = lastKnown;
  const record = await ports.ledger.rollout(endpoint, lastKnown.givenUp);
  if (record?.conclusion === undefined) return false;
  const view = seen?.status === 'Deleting' ? undefined : seen;
  const { release, attempt, start, conclusion } = record;
  await tellAftermath(ports, { release, attempt, start }, record, conclusion, view, at);
  await ports.ledger.keepLastKnownState(lastKnownStateOf(endpoint, seen, epochMsOf(at)));
  return true;
}
