// Packages the service as `serverless deploy` would, but only when its sources have changed since the last
// time.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withFileLock } from './file-lock.ts';
import { filesBelow } from './files-below.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Settings that only the local AWS may have. */
const localSettings = 'on-local-aws/settings.yml';

/** Everything that the package is made from, beside the settings. */
export const sources = [
  'serverless.yml',
  'stack',
  'statemachines',
  'functions',
  'composition',
  'app',
  'core',
  'adapters',
  'package.json',
  'package-lock.json',
];

/** What differs from stage to stage, as people give it (docs/settings.md). */
export interface Variant {
  /** us-east-1 by default. */
  readonly region?: string;
  /** The settings file, relative to the repository. By default the local AWS's for stage local, otherwise none. */
  readonly settings?: string;
}

export interface PackageOptions extends Variant {
  /** The repository's root. Only tests set another one. */
  readonly root?: string;
  /** Packages `stage` into `folder`; by default with the `serverless` of node_modules. */
  readonly run?: (stage: string, folder: string, variant: Variant) => Promise<void>;
  /** Called before packaging, which takes some seconds. */
  readonly onStale?: () => void;
}

/**
 * The path of the CloudFormation template of `stage`, packaged again if any of its sources has changed.
 * Several processes may call it at once. It needs no credentials and no network.
 *
 * @throws RangeError if `stage` is not a valid stage name
 * @throws Error with serverless's whole output if it fails
 */
export async function packageIfStale(stage: string, options: PackageOptions = {}): Promise<string> {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new RangeError(`stage: expected up to 20 lower-case letters, digits and hyphens, got "${stage}"`);
  }
  const root = options.root ?? repository;
  const variant: Variant = {
    ...(options.region !== undefined && { region: options.region }),
    settings: options.settings ?? (stage === 'local' ? localSettings : ''),
  };
  const named = [
    options.region ?? [],
    options.settings === undefined ? [] : basename(options.settings),
  ].flat();
  const folder = join(root, '.greenlight', 'package', [stage, ...named].join('.'));
  const template = join(folder, 'cloudformation-template-update-stack.json');
  const stamp = join(folder, 'sources.sha256');
  await mkdir(dirname(folder), { recursive: true });

  return withFileLock(`${folder}.lock`, async () => {
    const hash = await hashOf(root, variant.settings);
    if ((await exists(template)) && (await readFile(stamp, 'utf8').catch(() => '')) === hash) return template;
    options.onStale?.();
    await rm(folder, { recursive: true, force: true });
    const run = options.run ?? serverlessPackage(root);
    // One at a time, whatever the stage: they bundle in the same folder.
    await withFileLock(join(dirname(folder), 'packaging.lock'), () => run(stage, folder, variant));
    // Write the stamp last: an interrupted run leaves none. Sources that changed meanwhile are stale again.
    await writeFile(stamp, hash);
    return template;
  });
}

/** One sha256 over the paths and contents of all sources, in a fixed order. */
async function hashOf(root: string, settings: string | undefined): Promise<string> {
  const hash = createHash('sha256');
  for (const source of [...sources, ...(settings ? [settings] : [])]) {
    for (const file of await filesBelow(root, source)) {
      const content = await readFile(join(root, file));
      hash.update(`${file}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const serverlessPackage =
  (root: string) =>
  async (stage: string, folder: string, { region, settings = '' }: Variant): Promise<void> => {
    const cli = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const inRegion = region === undefined ? [] : ['--region', region];
    const args = [cli, 'package', '--stage', stage, ...inRegion, '--package', folder];
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: {
        ...process.env,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
        // Never somebody's own file that happens to lie there.
        GREENLIGHT_SETTINGS: settings && join(root, settings),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) {
      throw new Error(`serverless package failed (exit ${code}):\n${Buffer.concat(output).toString()}`);
    }
  };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { stage: { type: 'string', default: 'local' } } });
  try {
    await packageIfStale(values.stage, {
      onStale: () => process.stderr.write(`greenlight: packaging the service for stage ${values.stage}…\n`),
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
