import type { CommandResult } from '../../core/commands/contract.ts';
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
  const { endpoint, by, reason, key } = command;
  const records = await ledger.rollouts(endpoint);
  const known = records.findLast(({ release, name }) => [release.id, name].includes(command.release));
  if (known === undefined) {
    return {
      done: 'nothing',
      message: `${endpoint} has no release ${command.release}; nothing was started`,
    };
  }
  const { release, start: asked, name } = known;
  const other = misnamed(endpoint, release.endpoint, `the endpoint of ${release.id}`);
  if (other !== undefined) return other;
  if (asked.kind === 'rollback' && asked.foreign && command.release === name) {
    const message = `${name} went back to ${asked.config}, which no release made; to do that again: npx greenlight rollback ${endpoint} --to ${asked.config}${ports.commandFlags.greenlight}`;
    return { done: 'nothing', message };
  }
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
