import { readFile, writeFile } from 'node:fs/promises';
import { lastSeed, type RecordedRun, recordedRunSchema, withRun } from '../../scenarios/fuzz/run-record.ts';
import { UsageError } from '../usage-error.ts';
import type { PlayedCode } from './played-code.ts';

/**
 * Makes sure that what will be played can be recorded, before anything is.
 * @throws UsageError if the file cannot be written or read, or has that seed for this code
 */
export async function recordFrom(file: string, seed: number, { code }: PlayedCode): Promise<void> {
  try {
    const runs = await recordedIn(file);
    await writeFile(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
    const played = runs.find((run) => run.code === code && seed >= run.seed && seed <= lastSeed(run));
    if (played !== undefined)
      throw new UsageError(
        `--seed: expected one that was not played on this code (${code}), got ${seed}. Go on with --seed ${lastSeed(played) + 1}.`,
      );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `--record: expected a file that fuzz has written, or a new one, got ${file}: ${(error as Error).message.split('\n')[0]}`,
    );
  }
}

async function recordedIn(file: string): Promise<RecordedRun[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => recordedRunSchema.parse(JSON.parse(line)));
}

/** Adds a part to the file. @throws Error if its seeds are in it already */
export async function record(file: string, part: RecordedRun): Promise<void> {
  const runs = withRun(await recordedIn(file), part);
  await writeFile(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
}
