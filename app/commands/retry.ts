import type { CommandResult } from '../../core/commands/contract.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { CommandPorts, RetryCommand } from './commands.ts';
import { misnamed } from './misnamed.ts';

/** Starts another attempt of a release, under the current manifest. */
export async function retry(
  ports: CommandPorts,
  command: RetryCommand,
  now: () => number,
): Promise<CommandResult> {
  const { ledger, rollouts } = ports;
  const { by, reason, key } = command;
  const found = retryOf(ports, command, await ledger.rollouts(command.endpoint));
  if (found.kind === 'refused') return found.result;
  const { release } = found.record;
  const attempt = await ledger.nextAttempt(release, `retry#${key}`);
  const start = {
    kind: 'retry',
    at: instantAt(now()),
    by,
    ...(reason !== undefined && { reason }),
  } as const;
  const rollout = { release, attempt, start };
  await rollouts.start(rollout);
  return {
    done: 'started',
    rollout: rolloutName(rollout),
    message: `attempt ${attempt} of ${release.id} is started`,
  };
}

type Retried =
  | { readonly kind: 'refused'; readonly result: CommandResult }
  /** The newest rollout that is meant. */
  | { readonly kind: 'known'; readonly record: RolloutRecord };

/** The release that would be tried again, or why none would be. `records`: the endpoint's, oldest first. */
export function retryOf(
  { commandFlags }: Pick<CommandPorts, 'commandFlags'>,
  asked: Pick<RetryCommand, 'endpoint' | 'release'>,
  records: readonly RolloutRecord[],
): Retried {
  const { endpoint } = asked;
  const refused = (message: string): Retried => ({ kind: 'refused', result: { done: 'nothing', message } });
  const record = records.findLast(({ release, name }) => [release.id, name].includes(asked.release));
  if (record === undefined)
    return refused(`${endpoint} has no release ${asked.release}; nothing was started`);
  const { release, start, name } = record;
  const other = misnamed(endpoint, release.endpoint, `the endpoint of ${release.id}`);
  if (other !== undefined) return { kind: 'refused', result: other };
  if (start.kind === 'rollback' && start.foreign && asked.release === name)
    return refused(
      `${name} went back to ${start.config}, which no release made; to do that again: npx greenlight rollback ${endpoint} --to ${start.config}${commandFlags.greenlight}`,
    );
  return { kind: 'known', record };
}
