import { Command, Help, type Option } from 'commander';
import { adopting } from './adopting-commands.ts';
import { installing } from './installing-commands.ts';
import { onThisMachine } from './local-commands.ts';
import { releasing } from './releasing-commands.ts';
import { steppingIn } from './stepping-in-commands.ts';
import { ownVersion } from './version.ts';

/**
 * The commands and their options. The code of a command is loaded only when it runs, so that `status` does
 * not wait for the simulator. `ended` is called with the exit code.
 */
export function createProgram(ended: (code: number) => void): Command {
  const program = new Command('greenlight')
    .description('Releases ML models to Amazon SageMaker endpoints without fear.')
    .version(ownVersion(), '--version', 'show the version')
    // Only before a command: `push` has a --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError()
    .configureHelp({ optionDescription })
    .addHelpText('after', afterwords);
  const run = async (exitCode: Promise<number>) => ended(await exitCode);

  onThisMachine(program.commandsGroup('On this machine:'), run);
  releasing(program.commandsGroup('Releasing:'), run);
  steppingIn(program.commandsGroup('Stepping in:'), run);
  adopting(program.commandsGroup('Adopting what exists:'), run);
  installing(program.commandsGroup('Installing:'), run);
  return program;
}

/** Does not show the default of switches: every switch is off by default. */
const optionDescription = (option: Option): string =>
  option.defaultValue === false ? option.description : new Help().optionDescription(option);

const afterwords = `
Exit codes: 0 done; 1 the outcome was not the wished one; 2 bad usage or input;
3 AWS could not be reached or used. "greenlight <command> --help" tells more,
"greenlight docs cli" all.`;
