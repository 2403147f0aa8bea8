/**
 * Rules for the names of a model's files. Sources: for a folder of objects, AWS's API reference of
 * S3ModelDataSource (CompressionType); for an archive, the names that Linux lets tar write. Both are unpacked
 * to /opt/ml/model.
 */

/** The longest name of one file or folder, in bytes: Linux's NAME_MAX, and AWS's own rule. */
const longestName = 255;

/** Linux's PATH_MAX, less the folder that a model is written to and the closing null byte: 4096 - 14 - 1. */
const longestPath = 4096 - '/opt/ml/model/'.length - 1;

/** A file or folder of a model, by its path within the model. */
export interface ModelPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Why nothing can be written under a path of these parts, in words; undefined if it can. */
export function nameFault(parts: readonly string[]): string | undefined {
  if (parts.some((part) => part.trim() === '')) return 'a blank part of a path';
  if (parts.some((part) => part.includes('\0'))) return 'a null byte in a name';
  const longest = Math.max(0, ...parts.map(bytesOf));
  if (longest > longestName) return `a name of ${longest} bytes`;
  const path = bytesOf(parts.join('/'));
  return path > longestPath ? `a path of ${path} bytes` : undefined;
}

/** A byte that is not UTF-8 is decoded to U+FFFD, which would count as three bytes. */
const bytesOf = (text: string): number => Buffer.byteLength(text.replaceAll('\uFFFD', '?'));

/**
 * The first path that is both a file and a folder, or undefined: `weights` beside `weights/part1`. Neither
 * tar nor SageMaker can write both. A repeated file is no conflict: the later one wins.
 */
export function fileAndFolder(paths: readonly ModelPath[]): string | undefined {
  // With the lowest character as separator, the content of a folder sorts directly after the folder's name.
  const sorted = paths
    .map(({ path, isFolder }) => ({ key: path.replaceAll('/', '\0'), isFolder }))
    .sort((a, b) => (a.key === b.key ? Number(a.isFolder) - Number(b.isFolder) : a.key < b.key ? -1 : 1));
  let file: string | undefined;
  for (const { key, isFolder } of sorted) {
    if (file !== undefined && (key === file ? isFolder : key.startsWith(`${file}\0`)))
      return file.replaceAll('\0', '/');
    if (!isFolder) file = key;
  }
  return undefined;
}
