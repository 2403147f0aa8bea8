import { CommanderError } from 'commander';
import { AwsTrouble } from './aws/aws-trouble.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

// Whoever read the output has gone, as after `| head`: nothing is left to say. The exit code is that of SIGPIPE.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(128 + 13);
  });

try {
  await createProgram((code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Commander has already printed its error or the requested help.
  if (!(error instanceof CommanderError)) process.stderr.write(`greenlight: ${textOf(error)}\n`);
}
// Leftover sockets and timers of the simulation must not keep a finished command alive.
process.exit();

/** The exit code for an error (docs/cli.md). */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UsageError) return 2;
  return error instanceof AwsTrouble ? 3 : 1;
}

/** The error as text. A failure of the program itself includes its stack. */
function textOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof AwsTrouble) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
