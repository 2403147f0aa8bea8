import type { CommandResult } from '../../core/commands/contract.ts';
import { type JudgeSwitch, judgeOffSince, judgeOnCommand } from '../../core/gates/judge-off.ts';
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
 * is refused: its name is a mistake. If whoever switched it died before it was told, the next command for the same
 * tells it.
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
  const before = await ledger.judgeOff(endpoint);
  const last = await ledger.lastJudgeSwitch(endpoint);
  // What is off can always be switched on again.
  const isKnown = own !== undefined || before !== undefined || last !== undefined;
  if (!isKnown && (await ledger.rollouts(endpoint)).length === 0)
    return nothing(`there is no endpoint ${endpoint}, and nothing was ever released to it`);
  const rollout = (await leases.read(endpoint)).holder?.claim.rollout;
  const isAlready = (before === undefined) === (status === 'on');
  const change = { status, by, reason, at: instantAt(now()), key };
  if (isAlready) {
    if (last?.status === status) await tellSwitch(ports, endpoint, last, rollout);
    if (last?.key !== key) {
      const why = before === undefined ? '' : `, ${judgeOffSince(before)}`;
      return nothing(`judging of ${endpoint} is ${status} already${why}`);
    }
  } else {
    await ledger.switchJudge(endpoint, change);
    await tellSwitch(ports, endpoint, change, rollout);
  }
  const until = status === 'on' ? '' : `, until ${judgeOnCommand(endpoint, ports.commandFlags.greenlight)}`;
  const under = rollout === undefined ? '' : ` This holds for ${rollout}, which is under way, too.`;
  const stays =
    status === 'on' ? '' : ' Alarms that CloudWatch computes (computedBy: cloudwatch) stay in force.';
  return { done: 'switched', message: `judging of ${endpoint} is ${status} now${until}.${under}${stays}` };
}

/** Tells it once, whoever comes to it first. */
async function tellSwitch(
  ports: CommandPorts,
  endpoint: string,
  { status, by, reason, at, key }: JudgeSwitch,
  rollout: string | undefined,
): Promise<void> {
  const told = {
    schemaVersion: '1',
    rollout: rollout ?? null,
    ...{ at, endpoint, status, by, reason },
    phase: 'judging',
  } as const;
  await once(ports.ledger, endpointReceipt(endpoint, `judging#${key}`, at, { by, reason, status }), () =>
    tell(ports, told, judgingNotice(told)),
  );
}

const nothing = (why: string): CommandResult => ({
  done: 'nothing',
  message: `${why}; nothing was changed`,
});
