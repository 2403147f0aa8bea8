// `npm run test:pack`: packs Greenlight, installs the tarball into an empty project, and uses it there as somebody who
// has no clone. It needs the registry for the package's dependencies, so it is not part of `npm test`.
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const largestBytes = 1_200_000;
const failures: string[] = [];

/** The Node that runs npm, not the clone's own: the package has to run on any from 20 on. */
const plainNode = process.env.npm_node_execpath ?? process.execPath;
const ownBins = join(root, 'node_modules');
const path = [
  dirname(plainNode),
  ...(process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(ownBins)),
].join(delimiter);
const outside = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)),
);

const project = await mkdtemp(join(tmpdir(), 'greenlight-pack-'));
try {
  const tarball = pack();
  await install(tarball);
  await use();
} finally {
  await rm(project, { recursive: true, force: true });
}
for (const failure of failures) process.stdout.write(`expected ${failure}\n`);
process.stdout.write(failures.length === 0 ? 'pack: works from an empty folder\n' : 'pack: failed\n');
process.exit(failures.length === 0 ? 0 : 1);

function pack(): string {
  const { stdout } = step(
    'npm pack',
    'npm',
    ['pack', '--json', '--pack-destination', project],
    root,
    process.env,
  );
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; size: number; unpackedSize: number; files: { path: string }[] },
  ];
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  process.stdout.write(`${mib(packed.size)} packed, ${mib(packed.unpackedSize)} unpacked\n`);
  expect(packed.size < largestBytes, `at most ${largestBytes} bytes, got ${packed.size}`);
  const unwanted = packed.files.filter(({ path: file }) => /(^|\/)(test|bench|fixtures)\/|\.ts$/.test(file));
  expect(unwanted.length === 0, `no tests, fixtures or TypeScript, got ${unwanted[0]?.path}`);
  return join(project, packed.filename);
}

async function install(tarball: string): Promise<void> {
  await writeFile(join(project, 'package.json'), '{ "name": "empty", "private": true }\n');
  step('npm install', 'npm', ['install', '-D', tarball, '--no-audit', '--no-fund', '--loglevel=error']);
}

async function use(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(greenlight('--version').stdout.trim() === version, `version ${version}`);
  expect(greenlight('docs', 'operating').stdout.startsWith('# Operating'), 'the document on operating');

  await mkdir(join(project, 'iris'));
  greenlight('init', 'iris/greenlight.yaml');
  expect(greenlight('plan', 'iris/greenlight.yaml').stdout.includes('linear'), 'a plan');
  const [story = ''] = greenlight('simulate', '--list')
    .stdout.split('\n')
    .filter((line) => line.startsWith('requests/'));
  expect(
    greenlight('simulate', story.split(' ')[0] ?? '').stdout.includes('As the story says'),
    'a story as told',
  );
  expect(
    greenlight('fuzz', '--histories', '2', '--jobs', '2').stdout.includes('Nothing failed'),
    'sound histories',
  );

  const asked = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'pack', version: '1' },
  };
  const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: asked });
  expect(greenlightTold(`${hello}\n`, 'mcp').stdout.includes('"serverInfo"'), 'a server for assistants');

  const demo = greenlight('demo', '--exit', '--json', '--port', '0', '--speed', '240')
    .stdout.trim()
    .split('\n');
  const { outcomes } = JSON.parse(demo.at(-1) ?? '{}') as { outcomes?: string[] };
  expect(`${outcomes}` === 'DEPLOYED,DEPLOYED,ROLLED_BACK', `the demo's outcomes, got ${outcomes}`);

  expect(await localStarts(), 'a local AWS that gets ready, and ends when it is told to');

  greenlight('deploy', '--stage', 'pack', '--region', 'eu-west-1', '--package', 'out');
  const template = await readFile(join(project, 'out', 'cloudformation-template-update-stack.json'), 'utf8');
  expect(template.includes('greenlight-pack-rollout'), 'the template of stage pack');
}

/** `local` runs until it is stopped. */
async function localStarts(): Promise<boolean> {
  const bin = join(project, 'node_modules', '.bin', 'greenlight');
  const child = spawn(bin, ['local', '--port', '0'], { cwd: project, env: { ...outside, PATH: path } });
  child.stdout.on('data', (text) => {
    if (/^ready http/m.test(String(text))) child.kill('SIGTERM');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
}

function greenlight(...args: string[]): SpawnSyncReturns<string> {
  return greenlightTold('', ...args);
}

function greenlightTold(input: string, ...args: string[]): SpawnSyncReturns<string> {
  const env = { ...outside, PATH: path };
  return step(
    `greenlight ${args.join(' ')}`,
    'npx',
    ['--no', '--', 'greenlight', ...args],
    project,
    env,
    input,
  );
}

function step(
  name: string,
  command: string,
  args: readonly string[],
  cwd: string = project,
  env: NodeJS.ProcessEnv = { ...outside, PATH: path },
  input = '',
): SpawnSyncReturns<string> {
  const began = performance.now();
  const run = spawnSync(command, args, { cwd, env, input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name}\n`);
  if (run.status !== 0)
    failures.push(`${name} to succeed, got status ${run.status}:\n${run.stderr}${run.stdout}`);
  return run;
}

function expect(holds: boolean, what: string): void {
  if (!holds) failures.push(what);
}
