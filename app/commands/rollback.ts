import type { CommandResult } from '../../core/commands/contract.ts';
import type { Holder } from '../../core/lease/lease.ts';
import { goesThere } from '../../core/lease/precedence.ts';
import { noEndpoint } from '../../core/plan/checks/kept-config.ts';
import type { Deployment } from '../../core/records/deployments.ts';
import { rollbackTarget } from '../../core/records/rollback-target.ts';
import { isTakenBack, type RolloutRecord } from '../../core/records/rollout-record.ts';
import { rolloutName, versionOf } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { type Problem, sentence } from '../../core/values/problem.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import { goneOf } from '../rollouts/gone-of.ts';
import { startRollback } from '../rollouts/start-rollback.ts';
import { abort } from './abort.ts';
import type { CommandPorts, RollbackCommand } from './commands.ts';
import { misnamed } from './misnamed.ts';

/** Goes back to an earlier release. During a rollout, it does so by stopping that rollout. */
export async function rollback(
  ports: CommandPorts,
  command: RollbackCommand,
  now: () => number,
): Promise<CommandResult> {
  const { endpoint, by, reason, key } = command;
  const request = `rollback#${key}`;
  const way = await wayOfRollback(ports, { ...command, request });
  switch (way.kind) {
    case 'abort':
      return abort(ports, { endpoint, by, key, reason: reason ?? 'rollback' }, now);
    case 'refused':
      return way.result;
    case 'back': {
      const { config, by: made, foreign } = way.to;
      const rollout = await startRollback(
        ports,
        { endpoint, config, by, reason, key: request, otherwise: made.release, fast: command.fast },
        instantAt(now()),
      );
      const what = foreign ? 'which no release made' : versionOf(made);
      const message = `a rollback to ${config} (${what}) is started`;
      return { done: 'started', rollout: rolloutName(rollout), message };
    }
    default:
      return way satisfies never;
  }
}

/** How it would go back, or why it would not. */
type WayOfRollback =
  /** What served before the running rollout still does, so going back means stopping that. */
  | { readonly kind: 'abort'; readonly rollout: string }
  | { readonly kind: 'refused'; readonly result: CommandResult }
  | {
      readonly kind: 'back';
      readonly to: Deployment;
      /** The config that serves now. */
      readonly serving: string | undefined;
      /** The endpoint's, oldest first. */
      readonly records: readonly RolloutRecord[];
    };

export async function wayOfRollback(
  ports: CommandPorts,
  {
    endpoint,
    to,
    from,
    request,
  }: Pick<RollbackCommand, 'endpoint' | 'to' | 'from'> & { readonly request?: string },
): Promise<WayOfRollback> {
  const { ledger, leases, endpoints } = ports;
  const { holder } = await leases.read(endpoint);
  const underway = holder?.phase === 'shifting' || holder?.phase === 'after';
  const isMeant = from === undefined || holder?.claim.rollout === from;
  if (to === undefined && underway && isMeant && holder.claim.kind !== 'rollback')
    return { kind: 'abort', rollout: holder.claim.rollout };
  const other = misnamed(endpoint, await ownNameOf(ports, endpoint));
  if (other !== undefined) return { kind: 'refused', result: other };
  const view = await endpoints.view(endpoint);
  if (from !== undefined) {
    const config = (await ledger.rollout(endpoint, from))?.plan?.config;
    if (config === undefined || view?.configName !== config)
      return refused({
        done: 'nothing',
        message: `what ${from} released does not serve now; nothing was changed`,
      });
  }
  if (view === undefined || view.status === 'Deleting') return refused(refusedFor([noEndpoint(endpoint)]));
  // After a failed update and a failed rollback it serves two configs. A rollback to either of them repairs
  // that.
  const serving = view.status === 'UpdateRollbackFailed' ? undefined : view.configName;
  const records = await ledger.rollouts(endpoint);
  const target = rollbackTarget(records, serving, to);
  if (target.kind === 'none') return refused(refusedFor([target.problem]));
  const underWay = rollbackUnderWay(holder, records, target.to.config);
  // The same request, sent again, gets the same answer.
  if (underWay !== undefined && !(request !== undefined && underWay.request === request)) {
    const message = `${underWay.rollout} goes back to it already; nothing was changed`;
    return refused({ done: 'nothing', message });
  }
  const gone = await goneOf(endpoints, target.to);
  if (gone.length > 0) return refused(refusedFor(gone));
  return { kind: 'back', to: target.to, serving, records };
}

/** The rollback that goes to that config already and is not being taken back, with the request that started it. */
function rollbackUnderWay(
  holder: Holder | undefined,
  records: readonly RolloutRecord[],
  config: string,
): { readonly rollout: string; readonly request: string | undefined } | undefined {
  if (holder === undefined || !goesThere(holder, { kind: 'rollback', to: config })) return undefined;
  const { rollout } = holder.claim;
  const record = records.find(({ name }) => name === rollout);
  if (record !== undefined && isTakenBack(record)) return undefined;
  return { rollout, request: record?.start.kind === 'rollback' ? record.start.request : undefined };
}

const refused = (result: CommandResult): WayOfRollback => ({ kind: 'refused', result });

const refusedFor = (problems: readonly Problem[]): CommandResult => ({
  done: 'nothing',
  message: problems.map(sentence).join(' '),
});
