import { Argument, type Command } from 'commander';
import { endpointName, upTo } from './arguments.ts';
import { asking, type Run, signing } from './common-options.ts';

/** The commands of people who stop, decide, repeat and take back. */
export function steppingIn(program: Command, run: Run): void {
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
