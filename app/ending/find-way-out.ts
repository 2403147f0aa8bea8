import type { CommandFlags } from '../../core/command-flags.ts';
import { endpointPage } from '../../core/console-links.ts';
import { servesWhat } from '../../core/endpoint-status.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import type { Rollout } from '../../core/release.ts';
import type { EndpointView } from '../../core/sagemaker.ts';
import type { Conclusion } from '../../core/verdict/conclude.ts';
import { type Situation, wayOut } from '../../core/verdict/way-out.ts';
import { wayBack } from '../rollouts/way-back.ts';

export interface WayOutPorts {
  readonly ledger: Pick<Ledger, 'rollouts'>;
  readonly rollouts: Pick<Rollouts, 'executionArn'>;
  readonly endpoints: Pick<Endpoints, 'kept'>;
  readonly commandFlags: CommandFlags;
}

/** What the endpoint showed just now; `not-asked` where nothing was asked of it. */
export type EndpointSeen = EndpointView | undefined | 'not-asked';

/**
 * The conclusion with what somebody can do about it: looked up only where somebody may have to, and nothing offered that
 * is not there.
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

/** What a rollback would go to; undefined where there is nothing, or not all of it any more. */
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
 * What `rollback` is asked for with --to, the best first; undefined is without. What a rollback was to get rid of is the
 * last resort, and where nothing serves it is what it was to go to that is wanted.
 */
function asked(
  start: Rollout['start'],
  plan: RolloutRecord['plan'],
  view: EndpointView | undefined,
): (string | undefined)[] {
  const before = plan?.previousConfig ?? undefined;
  // Where somebody else has put an older release live again, `rollback` wants to be told where to.
  if (start.kind !== 'rollback') return view?.configName === plan?.config ? [undefined] : [undefined, before];
  if (view === undefined || view.status === 'Deleting') return [start.config, undefined];
  return view.configName === plan?.config ? [undefined, before] : [undefined];
}

/**
 * The config that a rollback leads away from: after an update and its rollback have failed that is both, and of an
 * endpoint that is being deleted none is in the way.
 */
const goneFrom = (view: EndpointView | undefined): string | undefined =>
  view?.status === 'UpdateRollbackFailed' || view?.status === 'Deleting' ? undefined : view?.configName;

function observedIn(view: EndpointView | undefined): NonNullable<Conclusion['observed']> {
  const serves = view !== undefined && servesWhat(view.status) !== 'nothing';
  return { status: view?.status ?? 'missing', serving: serves ? view.configName : null };
}
