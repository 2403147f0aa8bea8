import type { Command } from 'commander';
import { endpointNames, nameUpTo } from './arguments.ts';
import { type Run, remote } from './common-options.ts';

/** The commands that hand existing endpoints over to Greenlight. */
export function adopting(program: Command, run: Run): void {
  remote(
    program
      .command('doctor')
      .description(
        'what stands against releases to endpoints, or what is wrong with the installation; reads only',
      )
      .argument('[endpoint...]', 'these endpoints; without any, the installation itself', endpointNames)
      .option('--all', 'every endpoint of the account and region', false)
      .action(async (endpoints, options) =>
        run((await import('./commands/doctor.ts')).doctor(endpoints ?? [], options)),
      ),
  );

  remote(
    program
      .command('adopt')
      .description(
        'hand existing endpoints over: tag, record of what serves, manifest; nothing that serves changes',
      )
      .argument('<endpoint...>', '', endpointNames)
      .option('--dry-run', 'only show what would be done, with the manifests', false)
      .option(
        '--undo',
        'take it back: the tag, the record, and the manifest if it is as it was written',
        false,
      )
      .option('--by <name>', 'your name, for the record; it has your ARN in any case', nameUpTo(100))
      .action(async (endpoints, options) =>
        run((await import('./commands/adopt.ts')).adopt(endpoints, options)),
      ),
  );
}
