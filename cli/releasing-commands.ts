import type { Command } from 'commander';
import { count, dollars, endpointName, percentage, perSecond, port } from './arguments.ts';
import { type Run, remote } from './common-options.ts';

/** The commands that release models, and tell of releases. */
export function releasing(program: Command, run: Run): void {
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
        '--price <dollars>',
        'with --risk: of one instance for an hour, for what the shift costs',
        dollars,
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
      .command('dashboard')
      .description('the page of all endpoints and rollouts, on this machine, with your own rights')
      .option('--port <number>', 'where it listens, on 127.0.0.1; 0 picks a free one', port, 3100)
      .action(async (options) => run((await import('./commands/dashboard.ts')).dashboard(options))),
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

  remote(
    program
      .command('mcp')
      .description('answer an assistant (MCP over stdio): it can look and propose, never decide')
      .option('--folder <folder>', 'where manifests and models are read; by default this one')
      .action(async (options) => run((await import('./commands/mcp.ts')).mcp(options))),
  );
}
