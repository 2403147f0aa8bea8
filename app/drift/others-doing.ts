import { detectDrift, type LastKnownState } from '../../core/drift/drift.ts';
import { expectedAfterShift } from '../../core/drift/expected.ts';
import { isOnItsWay } from '../../core/endpoint-status.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import type { Instant } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { tellDrift } from './tell-drift.ts';

export interface Looked {
  /** Undefined if there is no endpoint. */
  readonly view: EndpointView | undefined;
  /** From before the look; undefined if there was none. */
  readonly lastKnown: LastKnownState | undefined;
}

/**
 * Tells, besides the outcome, as drift what others did to the endpoint after our own shift or update back was
 * over.
 */
export async function tellOthersDoing(
  ports: Parameters<typeof tellDrift>[0] & { readonly ledger: Pick<Ledger, 'lastKnownState'> },
  record: RolloutRecord,
  came: Ending,
  { view, lastKnown: before }: Looked,
  at: Instant,
): Promise<void> {
  const expected = cameTo(record, came);
  if (expected === undefined || (view !== undefined && isOnItsWay(view.status))) return;
  // What was known before the look explains it. Where it does not, somebody may have told it since.
  if (before && detectDrift(expectedAfterShift(before, record, expected), view, false) === undefined) return;
  const lastKnown = expectedAfterShift(await ports.ledger.lastKnownState(record.endpoint), record, expected);
  await tellDrift(ports, record.endpoint, lastKnown, view, at);
}

/**
 * The config on which the endpoint was InService at the end of our update; undefined if that was never seen.
 */
function cameTo({ plan, verdict, phases }: RolloutRecord, came: Ending): string | undefined {
  const previous = plan?.previousConfig ?? undefined;
  const last = came.kind === 'verdict' || came.kind === 'went-back' ? came.verdict.kind : undefined;
  if (came.kind === 'went-back' || phases['going-back'] !== undefined)
    return last === 'live' || last === 'unwanted' ? previous : undefined;
  switch (verdict?.kind ?? last) {
    case 'live':
    case 'unwanted':
      return plan?.config;
    case 'rolled-back':
      return previous;
    default:
      return undefined;
  }
}
