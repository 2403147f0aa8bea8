/**
 * What the files of a model may be called. Sources: AWS's API reference of S3ModelDataSource (CompressionType) for a
 * folder of objects; for an archive, what Linux lets tar write. Both come out under /opt/ml/model.
 */

/** The longest name of one file or folder, in bytes: Linux's NAME_MAX, and AWS's own rule. */
const longestName = 255;

/** Linux's PATH_MAX, less the folder that a model is written to and the closing null byte: 4096 - 14 - 1. */
const longestPath = 4096 - '/opt/ml/model/'.length - 1;

/** A file or folder of a model, by its path in it. */
export interface ModelPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Why nothing can be written under a path of these parts, in words; undefined where it can. */
export function nameFault(parts: readonly string[]): string | undefined {
  if (parts.some((part) => part.trim() === '')) return 'a blank part of a path';
  if (parts.some((part) => part.includes('\0'))) return 'a null byte in a name';
  const longest = Math.max(0, ...parts.map(bytesOf));
  if (longest > longestName) return `a name of ${longest} bytes`;
  const path = bytesOf(parts.join('/'));
  return path > longestPath ? `a path of ${path} bytes` : undefined;
}

/** A byte that is no UTF-8 comes as U+FFFD, which would count for three. */
const bytesOf = (text: string): number => Buffer.byteLength(text.replaceAll('\uFFFD', '?'));

/**
 * The first path that is a file and a folder at once, or undefined: `weights` beside `weights/part1`. Neither tar nor
 * SageMaker can write both. The same file twice is none: the later one is kept.
 */
export function fileAndFolder(paths: readonly ModelPath[]): string | undefined {
  // With the lowest character between parts, whatever is inside a folder follows right after its name.
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
