import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../usage-error.ts';

/** Where the code is that decides how a history goes. */
const deciding = [
  ...['core', 'app', 'adapters', 'functions', 'statemachines', 'composition'],
  ...['local', 'on-local-aws', 'scenarios', 'stack', 'serverless.yml', 'package-lock.json'],
];

/** Among it, what no history is drawn from or played by. */
const undecided = /\.md$|^scenarios\/(releases|stories)\//;

export interface PlayedCode {
  /** A digest of the tracked files that decide a history, as they are in the work tree. */
  readonly code: string;
  /** The commit, and whether anything was changed since. */
  readonly commit: string;
}

/**
 * What is played in the clone at `root`. A commit that changes only documents or tests plays the same code.
 * @throws UsageError where it is no clone
 */
export async function playedCode(root: string): Promise<PlayedCode> {
  const listed = await git(root, 'ls-files', '-z', '--', ...deciding);
  const files = listed.split('\0').filter((file) => file !== '' && !undecided.test(file));
  if (files.length === 0) throw noClone('a folder without its sources');
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    const content = await readFile(join(root, file)).catch((error: NodeJS.ErrnoException) => {
      // Tracked, and deleted since.
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (content !== undefined) hash.update(`${file}\0${content.length}\0`).update(content);
  }
  const commit = await git(root, 'describe', '--always', '--dirty', '--exclude', '*');
  return { code: hash.digest('hex').slice(0, 12), commit: commit.trim() };
}

async function git(root: string, ...command: readonly string[]): Promise<string> {
  const options = { cwd: root, maxBuffer: 16 * 2 ** 20 };
  const { stdout } = await promisify(execFile)('git', command, options).catch((error: Error) => {
    throw noClone(error.message.split('\n')[0] ?? '');
  });
  return stdout;
}

const noClone = (got: string): UsageError =>
  new UsageError(`--record: expected a clone of the repository, got ${got}.`);
