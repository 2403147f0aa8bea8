import type { Command } from 'commander';
import { endpointUrl, nameUpTo, port, speed, stage } from './arguments.ts';

/** Runs a command, and ends with its exit code. */
export type Run = (exitCode: Promise<number>) => Promise<void>;

/** A command that can print JSON. */
export const json = (command: Command): Command =>
  command.option('--json', 'print only JSON to stdout, one object per line', false);

/** A command that starts a local AWS. */
export const startable = (command: Command, defaultSpeed: number): Command =>
  json(
    command
      .option('--port <number>', 'where the local AWS listens, on 127.0.0.1; 0 picks a free one', port, 4566)
      .option('--speed <factor>', 'simulated seconds per second', speed, defaultSpeed),
  );

/** A command of the deployment itself. No stage is usual: a slip would change another one. */
export const deploying = (command: Command): Command =>
  json(
    command
      .requiredOption('--stage <name>', 'which deployment', stage)
      .option('--region <name>', 'its region; by default AWS_REGION, or the region of the AWS profile')
      .option('--settings <file>', 'its settings; by default greenlight.<stage>.yml of this folder, if any'),
  );

/** A command that talks to AWS. */
export const remote = (command: Command): Command =>
  json(
    command
      .option('--stage <name>', 'which deployment; by default "dev", on a local AWS "local"', stage)
      .option('--region <name>', 'its region; by default AWS_REGION, or the region of the AWS profile')
      .option(
        '--endpoint-url <url>',
        'another AWS, such as the local one; by default AWS_ENDPOINT_URL',
        endpointUrl,
      ),
  );

/** A command that the controller is asked for by somebody. */
export const signing = (command: Command): Command =>
  remote(
    command.option('--by <name>', 'your name, for the history; it shows your ARN in any case', nameUpTo(100)),
  );

/** One that starts or stops a rollout. */
export const asking = (command: Command): Command =>
  signing(command.option('--wait', 'follow the rollout; exit code 1 if it does not end as desired', false));
