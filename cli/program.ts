import { Argument, Command, Help, type Option } from 'commander';
import { adopting } from './adopting-commands.ts';
import { count, endpointName, minutes, percentage, perSecond, upTo } from './arguments.ts';
import { asking, deploying, json, type Run, remote, signing, startable } from './common-options.ts';
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

function onThisMachine(program: Command, run: Run): void {
  startable(
    program
      .command('demo')
      .description('a model rolled out, and a broken one rolled back, on a local AWS')
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

function releasing(program: Command, run: Run): void {
  remote(
    program
      .command('plan')
      .description('what a release with this manifest would do, without doing it')
      .argument('<manifest>', 'greenlight.yaml or .json')
      .option('--live', 'plan for the endpoint as it is now, with every check of the controller', false)
      .option('--endpoint <name>', "the endpoint; by default the name of the manifest's folder")
      .option(
        '--defaults <file>',
        "the defaults for all endpoints; by default those beside the manifest's folder, with --live those of the bucket",
      )
      .option('--artifact <path>', 'check this model too: a model.tar.gz or a folder')
      .option('--risk', 'what sound and bad models would do to the requests, before there is one', false)
      .option(
        '--rps <number>',
        'with --risk: requests a second; with --live by default those of two weeks',
        perSecond,
      )
      .option('--errors <percent>', 'with --risk: how many fail when all is well', percentage)
      .option(
        '--slo <percent>',
        'with --risk: how many must not fail in a month; 99.9% by default',
        percentage,
      )
      .option(
        '--budget <percent>',
        'with --risk: the fastest way to shift that uses at most this part of the month’s budget',
        percentage,
      )
      .action(async (file, options) => run((await import('./commands/plan.ts')).plan(file, options))),
  );

  remote(
    program
      .command('push')
      .description('upload a model, which starts its release')
      .argument('<artifact>', 'a model.tar.gz, or a folder with the uncompressed model')
      .requiredOption('--endpoint <name>', 'the endpoint to release it to', endpointName)
      .option('--version <label>', 'its version name (letters, digits, . _ -); by default the time')
      .option('--manifest <file>', 'check this manifest first, and upload it with the artifact if it differs')
      .option('--wait', 'follow the rollout to its end; exit code 0 only for DEPLOYED', false)
      .action(async (artifact, options) => run((await import('./commands/push.ts')).push(artifact, options))),
  );

  remote(
    program
      .command('watch')
      .description('follow a rollout live; exit code 0 only for DEPLOYED')
      .argument('<endpoint>', '', endpointName)
      .option('--release <id>', 'follow this release or rollout; by default the one under way')
      .action(async (endpoint, options) =>
        run((await import('./commands/watch.ts')).watch(endpoint, options)),
      ),
  );

  remote(
    program
      .command('status')
      .description('what serves, what is under way, and who waits next')
      .argument(
        '[endpoint]',
        'only this one; by default all that ever had a release or have opted in',
        endpointName,
      )
      .action(async (endpoint, options) =>
        run((await import('./commands/status.ts')).status(endpoint, options)),
      ),
  );

  remote(
    program
      .command('history')
      .description('the rollouts of an endpoint and how they ended, newest first')
      .argument('<endpoint>', '', endpointName)
      .option('--limit <number>', 'how many at most', count, 20)
      .action(async (endpoint, options) =>
        run((await import('./commands/history.ts')).history(endpoint, options)),
      ),
  );

  remote(
    program
      .command('report')
      .description('one file about a rollout: what was released, who approved it, the evidence, how it ended')
      .argument('<release>', "the release's id; with the attempt appended, that one instead of its newest")
      .option(
        '--endpoint <name>',
        'its endpoint, if its name has 40 characters or more (the id cuts it there)',
      )
      .option('--out <file>', 'where to write it; by default <rollout>.html here')
      .option('--force', 'overwrite the file', false)
      .action(async (release, options) =>
        run((await import('./commands/report.ts')).report(release, options)),
      ),
  );
}

function steppingIn(program: Command, run: Run): void {
  asking(
    program
      .command('abort')
      .description('stop a rollout: before it shifts it is rejected, after that all traffic goes back')
      .argument('<endpoint>', '', endpointName)
      .requiredOption('--reason <text>', 'why; it stands in the history', upTo(500))
      .option(
        '--release <id>',
        'stop this release, even if it waits for its turn; by default the one under way',
      )
      .action(async (endpoint, options) =>
        run((await import('./commands/abort.ts')).abort(endpoint, options)),
      ),
  );

  signing(
    program
      .command('judge')
      .description(
        'whether new models are compared with old ones: off, in an incident that makes it mean nothing',
      )
      .addArgument(
        new Argument('<status>', 'for all rollouts of the endpoint, the one under way included').choices([
          'off',
          'on',
        ]),
      )
      .argument('<endpoint>', '', endpointName)
      .requiredOption('--reason <text>', 'why; it is told, and stands in the history', upTo(500))
      .action(async (status, endpoint, options) =>
        run((await import('./commands/judge.ts')).judge(status, endpoint, options)),
      ),
  );

  for (const action of ['approve', 'reject'] as const) {
    asking(
      program
        .command(action)
        .description(`${action} at the gate where a rollout waits`)
        .argument('<gate>', 'the endpoint whose rollout waits, or the name of the gate in notices')
        .option('--reason <text>', 'why; it stands in the history', upTo(500))
        .action(async (gate, options) =>
          run((await import('./commands/decide.ts')).decideGate(action, gate, options)),
        ),
    );
  }

  asking(
    program
      .command('retry')
      .description('another attempt to put a release live')
      .argument('<release>', "the release's id")
      .option(
        '--endpoint <name>',
        'its endpoint, if its name has 40 characters or more (the id cuts it there)',
      )
      .option('--reason <text>', 'why; it stands in the history', upTo(500))
      .action(async (release, options) => run((await import('./commands/retry.ts')).retry(release, options))),
  );

  asking(
    program
      .command('rollback')
      .description('go back to the release before; a rollout that shifts traffic is aborted instead')
      .argument('<endpoint>', '', endpointName)
      .option(
        '--to <release>',
        'go back to this release, whose config must still be kept; or to baseline, what served before the first release',
      )
      .option('--fast', 'skip all gates', false)
      .option('--reason <text>', 'why; it stands in the history', upTo(500))
      .action(async (endpoint, options) =>
        run((await import('./commands/rollback.ts')).rollback(endpoint, options)),
      ),
  );
}

function installing(program: Command, run: Run): void {
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

/** Does not show the default of switches: every switch is off by default. */
const optionDescription = (option: Option): string =>
  option.defaultValue === false ? option.description : new Help().optionDescription(option);

const afterwords = `
Exit codes: 0 done; 1 the outcome was not the wished one; 2 bad usage or input;
3 AWS could not be reached or used. "greenlight <command> --help" tells more,
"greenlight docs cli" all.`;
