import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { classifyKey, readyMarker } from '../../core/artifact-key.ts';
import { UsageError } from '../usage-error.ts';

/** What is pushed: an archive, or a folder of files with their paths inside it, sorted by name. */
export type Source =
  | { readonly kind: 'archive'; readonly path: string; readonly size: number }
  | { readonly kind: 'folder'; readonly path: string; readonly files: readonly SourceFile[] };

interface SourceFile {
  /** With slashes, as in a key. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/** The size of the upload, in bytes. */
export const bytesOf = (source: Source): number =>
  source.kind === 'archive' ? source.size : source.files.reduce((sum, { size }) => sum + size, 0);

/**
 * Finds what to push, and refuses what cannot be uploaded as a model. `sourceProblems` checks the content.
 * @throws UsageError if it is neither a gzip file nor a folder of files
 */
export async function sourceAt(path: string): Promise<Source> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw wrong(
      'a model.tar.gz or a folder',
      `${path}, ${error.code === 'ENOENT' ? 'which is not there' : `which cannot be read (${error.code})`}`,
    );
  });
  if (found.isDirectory()) return { kind: 'folder', path, files: await filesOf(path) };
  if (!found.isFile()) throw wrong('a model.tar.gz or a folder', `${path}, which is neither`);
  if (!(await isGzip(path))) {
    throw wrong(
      'a gzip tar',
      `${path}, which is not a gzip file`,
      'Pack it with: tar -czf model.tar.gz -C <folder> .',
    );
  }
  return { kind: 'archive', path, size: found.size };
}

async function filesOf(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: SourceFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    // Skip the marker of an earlier push: the one that counts is written last.
    if (name === readyMarker) continue;
    // Follow links to files: model caches are full of them.
    const found = await stat(path).catch(() => undefined);
    if (found === undefined)
      throw wrong('files and folders', `${path}, a link to nothing`, 'Remove or repair it.');
    if (found.isDirectory())
      throw wrong(
        'files and folders',
        `${path}, a link to a folder`,
        'Put a copy of that folder in its place.',
      );
    if (!found.isFile()) throw wrong('files and folders', `${path}, which is neither`);
    refuseName(name, path);
    files.push({ name, path, size: found.size });
  }
  if (files.length === 0) throw wrong('a folder with the model in it', `${folder}, which has no file`);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Some names have a meaning in the bucket, and would trigger something that nobody intended. */
function refuseName(name: string, path: string): void {
  if (classifyKey(`models/endpoint/version/${name}`).kind === 'not-ours') return;
  if (/\.tar\.gz$/i.test(name)) {
    throw wrong('an uncompressed model', path, 'Push that file by itself, or unpack it first.');
  }
  const base = name.slice(name.lastIndexOf('/') + 1);
  throw wrong(`a folder without a file named ${base}`, path, 'Rename it, or take it out.');
}

/** Checks the first two bytes. */
async function isGzip(path: string): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file?.close();
  }
}

const wrong = (expected: string, got: string, fix?: string): UsageError =>
  new UsageError(`<artifact>: expected ${expected}, got ${got}.${fix === undefined ? '' : ` ${fix}`}`);
