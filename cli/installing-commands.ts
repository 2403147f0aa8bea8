import type { Command } from 'commander';
import { deploying, json, type Run } from './common-options.ts';

/** The commands that deploy Greenlight, and its documents. */
export function installing(program: Command, run: Run): void {
  deploying(
    program
      .command('deploy')
      .description('deploy Greenlight to an AWS account, or deploy this version over an older one')
      .option('--package <folder>', 'only write the template and the functions there; deploys nothing')
      .action(async (options) => run((await import('./commands/deploy.ts')).deploy(options))),
  );

  deploying(
    program
      .command('remove')
      .description('remove a deployment; its bucket and its table stay')
      .action(async (options) => run((await import('./commands/deploy.ts')).remove(options))),
  );

  json(
    program
      .command('docs')
      .description('print a document, such as operating; without a name, the list of them')
      .argument('[name]')
      .action(async (name, options) => run((await import('./commands/docs.ts')).docs(name, options))),
  );
}
