import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/**
 * Runs a command as a script runs it, in a process of its own, against the AWS at `url`: its exit code, the objects that
 * it prints, and what it says on stderr. `env` stands beside PATH alone.
 */
export async function runCommand(url: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [entry, ...args, '--endpoint-url', url, '--json'], {
    env: { PATH: process.env.PATH, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, lines, last: lines.at(-1), stderr };
}
