import type { CommandFlags } from '../../core/command-flags.ts';
import { endpointPage } from '../../core/console-links.ts';
import { servesWhat } from '../../core/endpoint-status.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Rollout } from '../../core/release.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import type { Conclusion } from '../../core/verdict/conclusion.ts';
import { type Situation, wayOut } from '../../core/verdict/way-out.ts';
import { wayBack } from './way-back.ts';

export interface WayOutPorts {
  readonly ledger: Pick<Ledger, 'rollouts'>;
  readonly rollouts: Pick<Rollouts, 'executionArn'>;
  readonly endpoints: Pick<Endpoints, 'kept'>;
  readonly commandFlags: CommandFlags;
}

/** The endpoint, read just now; `not-asked` if nothing was asked of it. */
export type EndpointSeen = EndpointView | undefined | 'not-asked';

/**
 * Adds to the conclusion what somebody can do about it. It is looked up only if somebody may have to act, and
 * offers only what exists.
 */
export async function withWayOut(
  ports: WayOutPorts,
  rollout: Rollout,
  record: RolloutRecord | undefined,
  conclusion: Conclusion,
  look: EndpointSeen,
): Promise<Conclusion> {
  if (conclusion.outcome !== 'FAILED' && conclusion.outcome !== 'TIMED_OUT') return conclusion;
  const execution = ports.rollouts.executionArn(rollout);
  const seen: Conclusion = look === 'not-asked' ? conclusion : { ...conclusion, observed: observedIn(look) };
  const nextSteps = wayOut({
    rollout,
    conclusion: seen,
    plan: record?.plan,
    back: look === 'not-asked' ? undefined : await backFrom(ports, rollout, record?.plan, look),
    flags: ports.commandFlags,
    page: endpointPage(execution, rollout.release.endpoint),
  });
  return { ...seen, nextSteps };
}

/** What a rollback would restore; undefined if there is nothing, or if parts of it are gone. */
async function backFrom(
  { ledger, endpoints }: WayOutPorts,
  { release, start }: Rollout,
  plan: RolloutRecord['plan'],
  view: EndpointView | undefined,
): Promise<Situation['back']> {
  const records = await ledger.rollouts(release.endpoint);
  for (const to of asked(start, plan, view)) {
    const back = await wayBack(endpoints, records, goneFrom(view), to);
    if (back !== undefined) return back;
  }
  return undefined;
}

/**
 * The values of --to for `rollback`, the best first; undefined means without. The config that a rollback was
 * to leave is the last resort. If nothing serves, the config that it was to restore is wanted.
 */
function asked(
  start: Rollout['start'],
  plan: RolloutRecord['plan'],
  view: EndpointView | undefined,
): (string | undefined)[] {
  const before = plan?.previousConfig ?? undefined;
  // If somebody else has deployed an older release again, `rollback` must be told where to go.
  if (start.kind !== 'rollback') return view?.configName === plan?.config ? [undefined] : [undefined, before];
  if (view === undefined || view.status === 'Deleting') return [start.config, undefined];
  return view.configName === plan?.config ? [undefined, before] : [undefined];
}

/**
 * The config that a rollback leads away from. Undefined after a failed update and a failed rollback, because
 * then it serves both, and for an endpoint that is being deleted.
 */
const goneFrom = (view: EndpointView | undefined): string | undefined =>
  view?.status === 'UpdateRollbackFailed' || view?.status === 'Deleting' ? undefined : view?.configName;

function observedIn(view: EndpointView | undefined): NonNullable<Conclusion['observed']> {
  const serves = view !== undefined && servesWhat(view.status) !== 'nothing';
  return { status: view?.status ?? 'missing', serving: serves ? view.configName : null };
}
