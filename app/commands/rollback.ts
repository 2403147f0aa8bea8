import type { CommandResult } from '../../core/commands/contract.ts';
import { noEndpoint } from '../../core/plan/checks/kept-config.ts';
import { rollbackTarget } from '../../core/records/rollback-target.ts';
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
  const { ledger, leases, endpoints } = ports;
  const { endpoint, by, reason, key, to, from } = command;
  const { holder } = await leases.read(endpoint);
  const underway = holder?.phase === 'shifting' || holder?.phase === 'after';
  const isMeant = from === undefined || holder?.claim.rollout === from;
  if (to === undefined && underway && isMeant && holder.claim.kind !== 'rollback') {
    // What served before this rollout still does, so going back means stopping the rollout.
    return abort(ports, { endpoint, by, key, reason: reason ?? 'rollback' }, now);
  }
  const other = misnamed(endpoint, await ownNameOf(ports, endpoint));
  if (other !== undefined) return other;
  const view = await endpoints.view(endpoint);
  if (from !== undefined) {
    const config = (await ledger.rollout(endpoint, from))?.plan?.config;
    if (config === undefined || view?.configName !== config)
      return { done: 'nothing', message: `what ${from} released does not serve now; nothing was changed` };
  }
  if (view === undefined || view.status === 'Deleting') return refusedFor([noEndpoint(endpoint)]);
  // After a failed update and a failed rollback it serves two configs. A rollback to either of them repairs
  // that.
  const away = view.status === 'UpdateRollbackFailed' ? undefined : view.configName;
  const target = rollbackTarget(await ledger.rollouts(endpoint), away, to);
  if (target.kind === 'none') return refusedFor([target.problem]);
  const { config, by: made, foreign } = target.to;
  const gone = await goneOf(endpoints, target.to);
  if (gone.length > 0) return refusedFor(gone);
  const rollout = await startRollback(
    ports,
    { endpoint, config, by, reason, key: `rollback#${key}`, otherwise: made.release, fast: command.fast },
    instantAt(now()),
  );
  const what = foreign ? 'which no release made' : versionOf(made);
  const message = `a rollback to ${config} (${what}) is started`;
  return { done: 'started', rollout: rolloutName(rollout), message };
}

const refusedFor = (problems: readonly Problem[]): CommandResult => ({
  done: 'nothing',
  message: problems.map(sentence).join(' '),
});
