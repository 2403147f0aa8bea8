#!/usr/bin/env node
// Entry of `npx greenlight`. Plain JavaScript: it may run on an older Node, before anything is installed.
// An installed package has built JavaScript, which runs on any Node >= 20. A clone has the sources: it installs
// if needed, then goes on in the project's own Node 24 (which runs TypeScript as it is).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = new URL('../dist/cli/main.js', import.meta.url).href;
const isClone = existsSync(join(root, 'cli', 'main.ts'));

if (isClone) (await import('../tools/ensure.mjs')).ensureInstalled();

// Half of a short command's CPU is compiling its modules; Node keeps them in the folder for temporary files (from 22.8 on).
module.enableCompileCache?.();

// npm and npx put a shell in between, which does not pass on the signal that ends it: then this is without a parent.
if (process.env.npm_execpath) {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGTERM'), 500).unref();
}

if (!isClone) {
  // Which versions of the SDK run is decided by this package, and those that it names run on Node 20.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  await import(built);
} else if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./main.ts');
} else {
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends its signals to the whole group; those sent to this process alone are passed on.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`greenlight: could not start ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
