// Builds what `npm pack` packs into dist/: the sources as JavaScript, file by file, and what they read beside them.
// Node runs no TypeScript inside node_modules. The functions' sources are among it, for `greenlight deploy`.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../files-below.ts';
import { packageIfStale, sources } from '../package-if-stale.ts';
import { bundledPage } from '../page/bundled-page.ts';
import { compiled } from './compiled.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

/** What is started by its path, and so imported by nobody. */
const entries = [
  'cli/main.ts',
  'scenarios/fuzz/worker.ts',
  'examples/iris/serve.ts',
  ...(await filesOfService()).filter((file) => /^(functions|stack)\/.*\.m?[jt]s$/.test(file)),
];

/** What is read as a file, not imported. */
const assets = [
  ...(await filesOfService()).filter(
    (file) => !/\.m?[jt]s$/.test(file) && !/^package(-lock)?\.json$/.test(file),
  ),
  'greenlight.schema.json',
  'greenlight-events.schema.json',
  'greenlight-page.schema.json',
  'examples/containers.json',
  'examples/iris/greenlight.yaml',
  'examples/iris/judged.yaml',
  'examples/iris/iris.csv',
  'examples/iris/sample.csv',
  'examples/settings.yml',
  'examples/slack/manifest.yaml',
  'local/slack/page/page.css',
  'local/slack/page/in-browser.js',
  ...(await yamlBelow('scenarios/stories')),
  ...(await yamlBelow('scenarios/releases')),
];

/** Those that name sources to run: commands of containers, and what serverless.yml reads its settings with. */
const namesSources = /^(examples\/containers\.json|serverless\.yml|stack\/.*\.yml)$/;

await rm(dist, { recursive: true, force: true });
const built = await compiled(root, entries);
for (const [file, code] of built) await write(file, code);
for (const file of assets) await copy(file);
await write('local-template.json', minified(await readFile(await packageIfStale('local'), 'utf8')));
await write('web/page.json', JSON.stringify(await bundledPage(root)));
await write('package.json', await ownManifest());
process.stderr.write(`greenlight: built ${built.size + assets.length + 3} files in dist/\n`);

async function filesOfService(): Promise<string[]> {
  return (await Promise.all(sources.map((source) => filesBelow(root, source)))).flat();
}

async function yamlBelow(folder: string): Promise<string[]> {
  return (await filesBelow(root, folder)).filter((file) => file.endsWith('.yaml'));
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(dist, file)), { recursive: true });
  await writeFile(join(dist, file), text);
}

async function copy(file: string): Promise<void> {
  if (built.has(file)) throw new Error(`${file}: a source is built to the same name`);
  if (namesSources.test(file)) return write(file, namingBuilt(await readFile(join(root, file), 'utf8')));
  await mkdir(dirname(join(dist, file)), { recursive: true });
  return cp(join(root, file), join(dist, file));
}

/** A text that names built sources. Its comments stay as they are. */
function namingBuilt(text: string): string {
  return text.replace(/^(?!\s*#).*$/gm, (line) => line.replace(/(?<=[\w-])\.ts(?=["')}:])/g, '.js'));
}

function minified(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

/**
 * The framework looks for a package.json beside serverless.yml, and the tool for its version. Without `sideEffects` the
 * functions' bundles would have all that they import, used or not.
 */
async function ownManifest(): Promise<string> {
  const { name, version, type, sideEffects, dependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  return `${JSON.stringify({ name, version, private: true, type, sideEffects, dependencies }, null, 2)}\n`;
}
