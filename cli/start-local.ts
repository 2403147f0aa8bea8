import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ScaledClock } from '../local/clock/scaled.ts';
import { createContainers } from '../local/containers/containers.ts';
import { parseRegistry } from '../local/containers/registry.ts';
import type { LogEntry } from '../local/lambda/seam.ts';
import { slackPath } from '../local/slack/slack.ts';
import type { LocalAws } from '../local/stack/local-aws.ts';
import { deployGreenlight } from '../on-local-aws/greenlight.ts';
import { mountedPage, pagePath } from './dashboard/mounted-page.ts';
import { home, localTemplate } from './home.ts';
import { UsageError } from './usage-error.ts';

const exampleContainers = join(home, 'examples', 'containers.json');

export interface LocalOptions {
  readonly port: number;
  readonly speed: number;
  readonly containers?: string;
  /** Called with each log line of a Lambda function or a model container. */
  readonly onLog: (text: string) => void;
}

export interface RunningLocal {
  readonly aws: LocalAws;
  readonly url: string;
  /** The page of all endpoints and rollouts (docs/page.md). */
  readonly page: string;
  /** The page that shows the local Slack's channel. */
  readonly slackPage: string;
  /** Simulated epoch milliseconds at the start. */
  readonly startedAt: number;
  stop(): Promise<void>;
}

/**
 * Starts the local AWS with Greenlight, deployed from its packaged template (packaged again if the sources
 * changed).
 * @throws UsageError if the port is taken, or the containers file is not valid
 */
export async function startLocal(options: LocalOptions): Promise<RunningLocal> {
  const registryFile = resolve(options.containers ?? exampleContainers);
  const registry = await readRegistry(registryFile);
  const template = await localTemplate();
  const clock = new ScaledClock(options.speed);
  const workDir = await mkdtemp(join(tmpdir(), 'greenlight-'));
  const containers = createContainers({
    clock,
    registry,
    workDir,
    ...(process.env.PATH && { path: process.env.PATH }),
  });
  const log = (entry: LogEntry) => {
    if (entry.level !== 'info')
      options.onLog(`${entry.functionName}: ${entry.message} ${JSON.stringify(entry.data)}`);
  };
  const aws = await deployGreenlight({ clock, seed: 1, template, containers, log, slack: 'bot' });
  const stop = async () => {
    await aws.close();
    await containers.close();
    await rm(workDir, { recursive: true, force: true });
  };
  try {
    const onError = (error: unknown) => options.onLog(`the page: ${String(error)}`);
    let url = '';
    const front = await aws.serve(options.port, { [pagePath]: mountedPage(() => url, onError) });
    url = front.url;
    const pages = { page: `${url}${pagePath}/`, slackPage: `${url}${slackPath}/` };
    return { ...{ aws, url, stop }, ...pages, startedAt: clock.now() };
  } catch (error) {
    await stop();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new UsageError(`port ${options.port} is taken. Choose another with --port (0 picks a free one).`);
    }
    throw error;
  }
}

async function readRegistry(file: string) {
  try {
    return parseRegistry(await readFile(file, 'utf8'), dirname(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--containers: expected a JSON file of images and their commands, got ${file}: ${why}`,
    );
  }
}

/** The lines that make a shell's AWS tools use the local AWS. */
export const exportLines = (url: string): string[] => [
  `export AWS_ENDPOINT_URL=${url}`,
  'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
];
