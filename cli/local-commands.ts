import type { Command } from 'commander';
import { count, endpointName, minutes, port } from './arguments.ts';
import { json, type Run, remote, startable } from './common-options.ts';

/** The commands that need no AWS account. */
export function onThisMachine(program: Command, run: Run): void {
  startable(
    program
      .command('demo')
      .description('a model rolled out, and a broken one rolled back, on a local AWS')
      .option('--judge', 'another story: a model whose answers have shifted, caught without any limit', false)
      .option('--exit', 'end after the story; exit code 0 only if it went as expected', false)
      .action(async (options) => run((await import('./commands/demo.ts')).demo(options))),
    60,
  );

  startable(
    program
      .command('local')
      .description('a local AWS with Greenlight deployed, until it is stopped')
      .option('--containers <file>', 'what local: images run (JSON); by default the examples here')
      .action(async (options) => run((await import('./commands/local.ts')).local(options))),
    1,
  );

  json(
    program
      .command('simulate')
      .description('play a story of a rollout in virtual time, and check it against what it expects')
      .argument('[scenario]', "the story's file, or its name")
      .option('--list', 'list the stories that come with Greenlight', false)
      .option(
        '--page',
        'show it on a page, to wind back and forth, and to play it under other circumstances',
        false,
      )
      .option('--port <number>', 'where the page listens, on 127.0.0.1; 0 picks a free one', port, 3100)
      .action(async (scenario, options) =>
        run((await import('./commands/simulate.ts')).simulate(scenario, options)),
      ),
  );

  json(
    program
      .command('fuzz')
      .description('play histories drawn by chance in virtual time, and shrink what fails to a story')
      .option('--minutes <number>', 'for so long', minutes)
      .option('--histories <number>', 'so many; 100 by default', count)
      .option('--seed <number>', 'of the first history; the next one has the next', count, 1)
      .option('--jobs <number>', 'histories at a time; by default one for each core', count)
      .option('--out <folder>', 'where the stories of what failed are written', '.greenlight/fuzz')
      .option(
        '--record <file>',
        'adds what was played to this file: the commit, the seeds, what was reached and what failed',
      )
      .action(async (options) => run((await import('./commands/fuzz.ts')).fuzz(options))),
  );

  remote(
    program
      .command('init')
      .description('write a manifest to start from')
      .argument('[file]', 'where to write it; an existing file is never overwritten', 'greenlight.yaml')
      .option('--from <endpoint>', 'from what this endpoint serves, and how it is deployed', endpointName)
      .action(async (file, options) => run((await import('./commands/init.ts')).init(file, options))),
  );
}
