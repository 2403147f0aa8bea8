import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ModelFile } from '../ports.ts';
import { ModelDataError } from './errors.ts';

/**
 * Writes an uncompressed model's files below the model directory, or with no directory only checks that they could
 * be. Nothing is written unless all of them can.
 *
 * @throws ModelDataError that says which name can't stand, or how far the files exceed `maxBytes`
 */
export async function placeFiles(
  files: readonly ModelFile[],
  directory: string | undefined,
  maxBytes: number,
): Promise<void> {
  const layout = new Layout();
  for (const { path } of files) {
    checkName(path);
    layout.add(path, 'file');
  }
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > maxBytes) {
    throw new ModelDataError(`the model's files have ${bytes} bytes, more than the ${maxBytes} allowed`);
  }
  if (directory === undefined) return;
  for (const { path, content } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { mode: 0o644 });
  }
}

/** The names that the API reference forbids (S3ModelDataSource, CompressionType), and those that would lead outside. */
function checkName(path: string): void {
  for (const part of path.split('/')) {
    const isForbidden = part.trim() === '' || part === '.' || part === '..' || /[\\\0]/.test(part);
    if (isForbidden || /^[A-Za-z]:$/.test(part) || Buffer.byteLength(part) > 255) {
      throw new ModelDataError(
        `file "${path}": expected a path inside the model directory, each part 1 to 255 bytes and neither blank, ".", ".." nor with a backslash, a null byte or a drive`,
      );
    }
  }
}

/** What is written below a model directory so far: no name can be a file and a folder at once. */
export class Layout {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /**
   * "Ambiguous file names will result in model deployment failure": `weights` beside `weights/part1`.
   * @throws ModelDataError if it cannot be written beside what is there
   */
  add(path: string, kind: 'file' | 'folder'): void {
    const parts = path.split('/');
    const folders = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    if (kind === 'folder') folders.push(path);
    const clash = folders.find((folder) => this.#files.has(folder));
    if (clash !== undefined) {
      throw new ModelDataError(
        `file "${path}": expected a folder "${clash}", but that is a file of the model`,
      );
    }
    if (kind === 'file' && this.#folders.has(path)) {
      throw new ModelDataError(`file "${path}": expected no folder of that name, but there are files in it`);
    }
    for (const folder of folders) this.#folders.add(folder);
    if (kind === 'file') this.#files.add(path);
  }
}
