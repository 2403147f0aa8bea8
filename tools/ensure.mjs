// Makes a fresh clone runnable: installs what the lock file names, once, and again whenever the lock file
// changes. Plain JavaScript with node: imports only, because it runs before anything is installed, on any
// Node >= 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

const ownRoot = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampIn = (root) => join(root, 'node_modules', '.greenlight-lock');

const lockHash = (root) =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/**
 * Whether node_modules is what the lock file names: by our own stamp, or by what npm itself has noted there
 * when it was done. npm leaves out optional packages of other platforms, and writes every other entry as the
 * lock file has it. Who needs a package (`dev`) says nothing about what is installed.
 */
export function isInstalled(root = ownRoot) {
  const stamp = stampIn(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(root)) return true;
  const noted = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false;
  const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  const installed = packagesIn(noted);
  const { '': _, ...wanted } = packagesIn(join(root, 'package-lock.json'));
  const isOptional = ({ optional, devOptional }) => optional === true || devOptional === true;
  const whatIs = ({ dev, devOptional, ...entry }) => entry;
  return (
    Object.entries(wanted).every(([path, entry]) =>
      installed[path] === undefined
        ? isOptional(entry)
        : isDeepStrictEqual(whatIs(installed[path]), whatIs(entry)),
    ) && Object.keys(installed).every((path) => wanted[path] !== undefined)
  );
}

/** Installs if node_modules is missing or comes from another lock file. npm's output goes to stderr. */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('greenlight: installing dependencies from package-lock.json (first run only)…\n');
  const npmCli = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaNode = npmCli?.endsWith('.js');
  const result = spawnSync(viaNode ? process.execPath : 'npm', viaNode ? [npmCli, ...args] : args, {
    cwd: ownRoot,
    stdio: ['ignore', 2, 2],
    shell: !viaNode && process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write(
      'greenlight: npm ci failed; its output above says why. Fix it and run the command again.\n',
    );
    process.exit(result.status ?? 1);
  }
  writeFileSync(stampIn(ownRoot), lockHash(ownRoot));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled();
