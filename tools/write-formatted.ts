import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The pinned biome, whatever PATH holds. */
const ownBiome = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));

/**
 * Writes a generated file as biome formats it, which is how it is committed.
 *
 * @throws Error with biome's own words if it cannot be started or refuses the text. Then nothing is written.
 */
export async function writeFormatted(target: string, text: string, biome = ownBiome): Promise<void> {
  const { error, status, stdout, stderr } = spawnSync(
    biome,
    ['format', `--stdin-file-path=${basename(target)}`],
    { cwd: root, input: text, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (error !== undefined || status !== 0)
    throw new Error(`biome did not format ${target}: ${error?.message ?? stderr}`);
  await writeFile(target, stdout);
}
