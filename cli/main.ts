import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { demo } from './commands/demo.ts';
import { local } from './commands/local.ts';
import { UsageError } from './usage-error.ts';

/** A port to listen on; 0 picks a free one. */
function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('expected a port number from 0 (any free one) to 65535.');
}

function speed(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('expected how many times as fast as real time, above 0 and at most 10000.');
}

const program = new Command('greenlight')
  .description('Releases ML models to Amazon SageMaker endpoints without fear.')
  .exitOverride()
  .showHelpAfterError();

const startable = (command: Command, defaultSpeed: number): Command =>
  command
    .option('--port <number>', 'where the local AWS listens, on 127.0.0.1; 0 picks a free one', port, 4566)
    .option('--speed <factor>', 'simulated seconds per second', speed, defaultSpeed)
    .option('--json', 'one JSON object a line on stdout, and nothing else', false);

startable(
  program.command('demo').description('a model rolled out, and a broken one rolled back, on a local AWS'),
  60,
)
  .option('--exit', 'end after the story; exit code 0 only if it went as it should', false)
  .action(async (options) => {
    process.exitCode = await demo(options);
  });

startable(
  program.command('local').description('a local AWS with Greenlight deployed, until it is stopped'),
  1,
)
  .option('--containers <file>', 'what local: images run (JSON); by default the examples of this repository')
  .action(async (options) => {
    process.exitCode = await local(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what was wrong, or shown the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const message =
      error instanceof UsageError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`greenlight: ${message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
// Nothing may keep a command alive that has ended: sockets and timers of the simulation are no one's any more.
process.exit();
