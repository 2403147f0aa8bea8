// Checks a local AWS with clients that know nothing of it: boto3 and the AWS CLI, where they are installed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const speed = '600';

const usage = `node conformance/run.ts [--url http://127.0.0.1:4566] [--only <part of a check's name>]

Starts \`greenlight local --port 0 --speed ${speed}\`, or takes the local AWS at --url, and checks it with boto3 and
the AWS CLI. Exit code 0 if every check that could be made passed, 1 if one failed, 2 for bad usage.
`;

interface LocalAws {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the command itself, as a client's owner would. @throws Error if it ends before it is ready */
async function startLocal(): Promise<LocalAws> {
  const command = [join(here, '..', 'cli', 'greenlight.mjs'), 'local', '--port', '0', '--speed', speed];
  const child = spawn(process.execPath, [...command, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const url = await Promise.race([readyUrl(child), exit.then(() => undefined)]);
  if (url === undefined) throw new Error('greenlight local ended before it was ready');
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/** The address in the line `{"type":"ready", …}`. */
async function readyUrl(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { readonly type?: string; readonly url?: string };
    if (said.type === 'ready') return said.url;
  }
  return undefined;
}

/** The Python on PATH: one that has boto3 if there is any. */
function findPython(): string | undefined {
  const runs = (python: string, code: string) => spawnSync(python, ['-c', code]).status === 0;
  const found = ['python3', 'python'].filter((python) =>
    runs(python, 'import sys; sys.version_info >= (3, 9) or exit(1)'),
  );
  return found.find((python) => runs(python, 'import boto3')) ?? found[0];
}

/** Nothing of the user's own AWS settings: no profile, no credentials, no pager, no retries that hide an error. */
const clientEnvironment = (url: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_DEFAULT_OUTPUT: 'json',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
  PYTHONDONTWRITEBYTECODE: '1',
});

async function checkWith(python: string, url: string, only: string): Promise<number> {
  const suite = spawn(python, [join(here, 'suite', 'main.py'), only], {
    stdio: 'inherit',
    env: clientEnvironment(url),
  });
  const [code] = (await once(suite, 'exit')) as [number | null];
  return code ?? 1;
}

async function main(): Promise<number> {
  let options: { url?: string | undefined; only?: string | undefined; help?: boolean | undefined };
  try {
    const known = { url: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } } as const;
    options = parseArgs({ options: known }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const python = findPython();
  if (python === undefined) {
    process.stdout.write('skip  everything: there is no Python 3.9 or newer on PATH\n0 passed, 0 failed\n');
    return 0;
  }
  const local = options.url === undefined ? await startLocal() : { url: options.url, stop: async () => {} };
  try {
    return await checkWith(python, local.url, options.only ?? '');
  } finally {
    await local.stop();
  }
}

process.exitCode = await main();
