import { execFile } from 'node:child_process';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const repository: string = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Copies the repository without what git ignores, so that a fault can be planted in the copy. Whatever was in `folder`
 * is lost.
 */
export async function copySources(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await promisify(execFile)('git', list, { cwd: repository, maxBuffer: 2 ** 26 });
  for (const name of stdout.split('\0').filter((name) => name !== ''))
    await cp(join(repository, name), join(folder, name));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
}
