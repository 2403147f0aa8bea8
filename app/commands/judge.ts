import type { CommandResult } from '../../core/commands/contract.ts';
import { judgeOffSince, judgeOnCommand } from '../../core/gates/judge-off.ts';
import { judgingNotice } from '../../core/notices/judging.ts';
import { instantAt } from '../../core/values/instant.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';
import type { CommandPorts, JudgeCommand } from './commands.ts';
import { misnamed } from './misnamed.ts';

/**
 * Switches judging off or on for all rollouts of an endpoint, the one under way included; told and recorded.
 * While it is off, the first reason and time stand. An endpoint that does not exist and was never released to
 * is refused: its name is a mistake.
 */
export async function judge(
  ports: CommandPorts,
  { endpoint, by, reason, key, status }: JudgeCommand,
  now: () => number,
): Promise<CommandResult> {
  const { ledger, leases } = ports;
  const own = await ownNameOf(ports, endpoint);
  const other = misnamed(endpoint, own ?? endpoint);
  if (other !== undefined) return other;
  const at = instantAt(now());
  const before = await ledger.judgeOff(endpoint);
  // What is off can always be switched on again.
  if (own === undefined && before === undefined && (await ledger.rollouts(endpoint)).length === 0)
    return nothing(`there is no endpoint ${endpoint}, and nothing was ever released to it`);
  if ((before === undefined) === (status === 'on')) {
    const why = before === undefined ? '' : `, ${judgeOffSince(before)}`;
    return nothing(`judging of ${endpoint} is ${status} already${why}`);
  }
  const rollout = (await leases.read(endpoint)).holder?.claim.rollout;
  await ledger.switchJudge(endpoint, status === 'on' ? undefined : { by, reason, at });
  const change = {
    schemaVersion: '1',
    rollout: rollout ?? null,
    ...{ at, endpoint, status, by, reason },
    phase: 'judging',
  } as const;
  await once(ledger, endpointReceipt(endpoint, `judging#${key}`, at, { by, reason, status }), () =>
    tell(ports, change, judgingNotice(change)),
  );
  const until = status === 'on' ? '' : `, until ${judgeOnCommand(endpoint, ports.commandFlags.greenlight)}`;
  const under = rollout === undefined ? '' : ` This holds for ${rollout}, which is under way, too.`;
  const stays =
    status === 'on' ? '' : ' Alarms that CloudWatch computes (computedBy: cloudwatch) stay in force.';
  return { done: 'switched', message: `judging of ${endpoint} is ${status} now${until}.${under}${stays}` };
}

const nothing = (why: string): CommandResult => ({
  done: 'nothing',
  message: `${why}; nothing was changed`,
});
