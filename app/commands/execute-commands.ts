import { abort } from './abort.ts';
import { adopt } from './adopt.ts';
import type { CommandPorts, Commands } from './commands.ts';
import { decideGate } from './decide.ts';
import { decline } from './decline.ts';
import { judge } from './judge.ts';
import { propose } from './propose.ts';
import { retry } from './retry.ts';
import { rollback } from './rollback.ts';

/** What people may do with rollouts, by whichever way they ask. */
export const commandsOn = (ports: CommandPorts, now: () => number): Commands => ({
  abort: (command) => abort(ports, command, now),
  retry: (command) => retry(ports, command, now),
  rollback: (command) => rollback(ports, command, now),
  adopt: (command) => adopt(ports, command, now),
  judge: (command) => judge(ports, command, now),
  decide: (command) => decideGate(ports, command, now),
  propose: (command) => propose(ports, command, now),
  decline: (command) => decline(ports, command, now),
});
