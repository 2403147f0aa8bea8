// What `npm test` checks before the tests, in parallel: format and lint, types, unused code, and the packaged
// service.
import { spawn } from 'node:child_process';

const checks = ['check', 'types', 'unused', 'package:if-stale'];

interface Finished {
  readonly check: string;
  readonly status: number;
  readonly output: string;
}

/** Runs a script of package.json. Its output is kept until it ends, so that outputs do not mix. */
const run = (check: string): Promise<Finished> =>
  new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', check], { shell: process.platform === 'win32' });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
    child.on('error', ({ message }) => resolve({ check, status: 1, output: message }));
    child.on('close', (status) =>
      resolve({ check, status: status ?? 1, output: Buffer.concat(parts).toString() }),
    );
  });

let failed = false;
await Promise.all(
  checks.map(async (name) => {
    const { check, status, output } = await run(name);
    process.stdout.write(output);
    if (status === 0) return;
    failed = true;
    process.stdout.write(`npm run ${check}: failed with status ${status}\n`);
  }),
);
process.exit(failed ? 1 : 0);
