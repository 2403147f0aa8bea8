import type { CommandResult } from '../../core/commands/contract.ts';
import type { Outcome } from '../../core/verdict/conclusion.ts';
import { type Aws, withAws } from '../aws/aws.ts';
import { type Command, operate } from '../aws/operate.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { unprovenText } from '../aws/unproven-text.ts';
import { followRollout } from '../follow/follow-rollout.ts';
import { printJson, printLines } from '../output/print.ts';

/** What abort, approve, reject, retry and rollback have in common. */
export interface AskOptions extends TargetOptions {
  readonly by?: string;
  readonly wait: boolean;
  readonly json: boolean;
}

/**
 * Asks the deployed controller, and with `--wait` follows the rollout. Returns the exit code: 1 if nothing
 * was done, or if the outcome is not the desired one.
 */
export async function ask(command: Command, options: AskOptions): Promise<number> {
  return withAws(options, async (aws) => {
    const { operated, unproven } = await operate(aws, command, options.by);
    if (unproven !== undefined) process.stderr.write(`greenlight: ${unprovenText(unproven)}\n`);
    const proven = unproven === undefined;
    if (options.json) printJson({ type: command.command, endpoint: command.endpoint, ...operated, proven });
    else printLines([operated.message, ...followHint(command, operated, options)]);
    if (operated.done === 'nothing') return 1;
    if (!options.wait) return 0;
    return (await ended(aws, command, operated, options.json)) ? 0 : 1;
  });
}

async function ended(
  aws: Aws,
  { endpoint }: Command,
  { done, rollout }: CommandResult,
  json: boolean,
): Promise<boolean> {
  if (rollout === undefined) return false;
  const outcome = await followRollout(aws, { endpoint, rollout }, json);
  return outcome !== undefined && wished(done).includes(outcome);
}

/** The desired outcomes of a rollout that was started or stopped. */
function wished(done: CommandResult['done']): readonly Outcome[] {
  switch (done) {
    case 'started':
      return ['DEPLOYED'];
    case 'decided':
      return ['DEPLOYED', 'ROLLED_BACK', 'REJECTED'];
    case 'stopped':
    case 'stopping':
      return ['ROLLED_BACK', 'REJECTED', 'SUPERSEDED'];
    case 'adopted':
    case 'forgotten':
    case 'switched':
    case 'proposed':
    case 'declined':
    case 'nothing':
      return [];
    default:
      return done satisfies never;
  }
}

const followHint = (
  { endpoint }: Command,
  { rollout, done }: CommandResult,
  options: AskOptions,
): string[] =>
  options.wait || done === 'nothing' || rollout === undefined
    ? []
    : [`follow: npx greenlight watch ${endpoint} --release ${rollout}${typedFlags(options)}`];
