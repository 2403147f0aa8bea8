import { CommanderError } from 'commander';
import { AwsTrouble } from './aws/aws-trouble.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

try {
  await createProgram((code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Commander has said what was wrong, or shown the help that was asked for.
  if (!(error instanceof CommanderError)) process.stderr.write(`greenlight: ${textOf(error)}\n`);
}
// Nothing may keep a command alive that has ended: sockets and timers of the simulation are no one's any more.
process.exit();

/** docs/cli.md */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) return 2;
  return error instanceof AwsTrouble ? 3 : 1;
}

/** Where the program itself failed, with where it did. */
function textOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof AwsTrouble) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
