import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { parse } from 'yaml';
import { unzip } from '../../test/support/zip.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { median } from '../measure.ts';

const run = promisify(execFile);

/** The size and import time of a function. */
export interface Bundle {
  readonly name: string;
  readonly zipBytes: number;
  readonly unpackedBytes: number;
  /** The time to import it in a fresh process, in ms of wall-clock and of CPU time: medians of the runs. */
  readonly importMs: number;
  readonly importCpuMs: number;
}

export interface Bundles {
  /**
   * For comparison, a handler that only makes one SDK client at its import and calls it, bundled in the same
   * way.
   */
  readonly bare: Omit<Bundle, 'zipBytes'>;
  readonly functions: readonly Bundle[];
}

/** Measures every packaged function. Each is imported `runs` times, alternating with the bare handler. */
export async function bundles(runs: number): Promise<Bundles> {
  const packaged = dirname(await packageIfStale('local'));
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-bundles-'));
  try {
    const bare = await bundleBare(folder);
    const zips = (await readdir(packaged)).filter((file) => file.endsWith('.zip')).sort();
    const entries = await Promise.all(zips.map((zip) => unpack(join(packaged, zip), folder)));
    const times = new Map<string, Import[]>();
    for (let round = 0; round < runs; round += 1) {
      for (const { path } of [bare, ...entries]) {
        times.set(path, [...(times.get(path) ?? []), await importOnce(path)]);
      }
    }
    const timed = (path: string) => ({
      importMs: median((times.get(path) ?? []).map(({ hostMs }) => hostMs)),
      importCpuMs: median((times.get(path) ?? []).map(({ cpuMs }) => cpuMs)),
    });
    return {
      bare: { name: 'bare', unpackedBytes: bare.unpackedBytes, ...timed(bare.path) },
      functions: entries.map(({ path, ...bundle }) => ({ ...bundle, ...timed(path) })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks a function's zip, which holds exactly one module. */
async function unpack(path: string, folder: string) {
  const zip = await readFile(path);
  const name = basename(path, '.zip');
  const files = unzip(zip);
  const modules = [...files].filter(([file]) => file.endsWith('.mjs'));
  const [module] = modules;
  if (module === undefined || modules.length > 1) {
    throw new Error(`${name}.zip: expected one module, got ${modules.length}`);
  }
  await mkdir(join(folder, name));
  const target = join(folder, name, 'handler.mjs');
  await writeFile(target, module[1]);
  const unpackedBytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  return { name, path: target, zipBytes: zip.length, unpackedBytes };
}

const bareSource = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = (event) => client.send(new GetItemCommand(event));
`;

/** Bundles the bare handler with the settings of serverless.yml, like the others. */
async function bundleBare(folder: string) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const service = parse(await readFile(join(root, 'serverless.yml'), 'utf8'), { merge: true });
  // These options belong to serverless-esbuild, not to esbuild.
  const { exclude, outputFileExtension, ...options } = service.custom.esbuild;
  const path = join(folder, `bare${outputFileExtension}`);
  const stdin = { contents: bareSource, resolveDir: root };
  await build({ ...(options as BuildOptions), external: exclude, stdin, outfile: path });
  return { path, unpackedBytes: (await readFile(path)).length };
}

interface Import {
  readonly hostMs: number;
  readonly cpuMs: number;
}

/** The time that a fresh process takes to import the module, without the start of the process itself. */
async function importOnce(path: string): Promise<Import> {
  const script = `const [began, cpu] = [performance.now(), process.cpuUsage()];
    await import(${JSON.stringify(pathToFileURL(path).href)});
    const hostMs = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(JSON.stringify({ hostMs, cpuMs: (user + system) / 1000 }));`;
  const env = { AWS_REGION: 'us-east-1' };
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { env });
  return JSON.parse(stdout);
}
