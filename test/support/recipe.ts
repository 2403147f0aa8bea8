import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './source-graph.ts';

/** What the tests of the recipes in docs/adding-a-*.md have in common: they follow a recipe in a copy. */

const run = promisify(execFile);
const binary = (name: string) => join(repository, 'node_modules/.bin', name);

/**
 * A tested example as its recipe prints it: with the imports of the place where it is pasted, and as biome leaves it
 * there. `npm run check` has nothing to say of it then.
 */
export async function exampleAt(example: string, target: string): Promise<string> {
  const source = await readFile(join(repository, example), 'utf8');
  const moved = source.replace(/(from ')(\.[^']+)(')/g, (_, before, specifier, after) => {
    const path = posix.relative(posix.dirname(target), posix.join(posix.dirname(example), specifier));
    return `${before}${path.startsWith('.') ? path : `./${path}`}${after}`;
  });
  return leftByBiome(moved, target);
}

/** The source as `biome check --write` leaves it at that path. */
function leftByBiome(source: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const biome = spawn(binary('biome'), ['check', '--write', `--stdin-file-path=${path}`], {
      cwd: repository,
    });
    let [left, said] = ['', ''];
    biome.stdout.on('data', (part: Buffer) => {
      left += part.toString();
    });
    biome.stderr.on('data', (part: Buffer) => {
      said += part.toString();
    });
    biome.on('error', reject);
    biome.on('close', (status) => (status === 0 ? resolve(left) : reject(new Error(said))));
    biome.stdin.end(source);
  });
}

/** A copy of the repository whose `own` folders may be changed; everything else in it is a link. */
export async function copyOf(own: readonly string[]): Promise<string> {
  await mkdir(join(repository, '.greenlight'), { recursive: true });
  const copy = await mkdtemp(join(repository, '.greenlight', 'recipe-'));
  await linked('.', copy, own);
  return copy;
}

/** Fills a folder of the copy: its own folders are copied, those on the way to one are made, the rest is linked. */
async function linked(folder: string, copy: string, own: readonly string[]): Promise<void> {
  for (const name of await readdir(join(repository, folder))) {
    const path = posix.join(folder, name);
    if (['.git', '.greenlight', 'tsconfig.json'].includes(path)) continue;
    const [from, to] = [join(repository, path), join(copy, path)];
    if (own.includes(path)) await cp(from, to, { recursive: true });
    else if (own.some((one) => one.startsWith(`${path}/`))) {
      await mkdir(to);
      await linked(path, copy, own);
    } else await symlink(from, to);
  }
}

/** What the compiler says of folders of a copy; empty if they compile. */
export async function compiled(copy: string, include: readonly string[]): Promise<string> {
  const config = {
    extends: join(repository, 'tsconfig.json'),
    include,
    compilerOptions: { incremental: false },
  };
  await writeFile(join(copy, 'tsconfig.json'), JSON.stringify(config));
  return outputOfFailure(binary('tsc'), ['-p', copy], copy);
}

/** What tests of a copy say; empty if they pass. Those that follow a recipe are left out. */
export const tested = (copy: string, folders: readonly string[]): Promise<string> =>
  outputOfFailure(
    binary('vitest'),
    ['run', '--root', copy, '--reporter', 'dot', '--exclude', '**/adding-a-*.test.ts', ...folders],
    copy,
  );

/** What `npm run schema` writes. */
export const schemas = [
  'greenlight.schema.json',
  'greenlight-events.schema.json',
  'greenlight-page.schema.json',
];

/** Runs a step of a recipe in a copy. */
export const scripted = (copy: string, script: string): Promise<string> =>
  outputOfFailure('npm', ['run', '--silent', script], copy);

async function outputOfFailure(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  try {
    await run(command, args, { cwd, env });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  }
}
