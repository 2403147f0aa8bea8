import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * The files of `path` below `root`, relative to it, with slashes and sorted: `path` itself, all that is below it if it
 * is a folder, and none if there is nothing.
 */
export async function filesBelow(root: string, path: string): Promise<string[]> {
  try {
    const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}
