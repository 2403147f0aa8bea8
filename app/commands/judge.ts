import type { CommandResult } from '../../core/commands/contract.ts';
import { judgingNotice } from '../../core/notices/judging.ts';
import { instantAt } from '../../core/values/instant.ts';
import { ownNameOf } from '../findings/own-name-of.ts';
import { endpointReceipt, once } from '../notices/once.ts';
import { tell } from '../notices/tell.ts';
import type { CommandPorts, JudgeCommand } from './commands.ts';
import { misnamed } from './misnamed.ts';

/** Switches judging off or on for all rollouts of an endpoint, the one under way included; told and recorded. */
export async function judge(
  ports: CommandPorts,
  { endpoint, by, reason, key, status }: JudgeCommand,
  now: () => number,
): Promise<CommandResult> {
  const { ledger, leases } = ports;
  const other = misnamed(endpoint, (await ownNameOf(ports, endpoint)) ?? endpoint);
  if (other !== undefined) return other;
  const at = instantAt(now());
  const before = await ledger.judgeOff(endpoint);
  if (
    (before === undefined) === (status === 'on') &&
    before?.reason === (status === 'on' ? undefined : reason)
  )
    return { done: 'nothing', message: `judging of ${endpoint} is ${status} already; nothing was changed` };
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
  const until =
    status === 'on' ? '' : `, until npx greenlight judge on ${endpoint}${ports.commandFlags.greenlight}`;
  const under = rollout === undefined ? '' : ` This holds for ${rollout}, which is under way, too.`;
  const stays =
    status === 'on' ? '' : ' Alarms that CloudWatch computes (computedBy: cloudwatch) stay in force.';
  return { done: 'switched', message: `judging of ${endpoint} is ${status} now${until}.${under}${stays}` };
}
