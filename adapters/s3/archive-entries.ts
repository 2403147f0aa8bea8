import { posix } from 'node:path';

/** An entry of a tar, as far as its safety goes. */
export interface ArchiveEntry {
  readonly name: string;
  readonly type: string | null | undefined;
  readonly linkname?: string | null | undefined;
}

/** Linux's PATH_MAX: what is longer could not be unpacked. */
const longestPath = 4096;

const plainKinds = ['file', 'contiguous-file', 'directory', 'symlink', 'link'];

/** Why an entry cannot be unpacked safely by itself, or undefined. Whatever it is called, it must stay inside. */
export function entryFault({ name, type, linkname }: ArchiveEntry): string | undefined {
  const shown = JSON.stringify(name.slice(0, 80));
  if (!plainKinds.includes(type ?? '')) return `${shown}, ${type ?? 'an entry of unknown kind'}`;
  const length = Math.max(name.length, linkname?.length ?? 0);
  if (length > longestPath) return `${shown}, a path of ${length} characters`;
  if (name.startsWith('/')) return `${shown}, an absolute path`;
  if (name.split('/').includes('..')) return `${shown}, a path through a parent folder`;
  if (type !== 'symlink' && type !== 'link') return undefined;
  const target = linkname ?? '';
  const link = `${shown}, a link to ${JSON.stringify(target.slice(0, 80))}`;
  // A symlink's target is relative to its own folder, a hard link's to the archive.
  const from = type === 'symlink' ? posix.dirname(name) : '.';
  const [outermost] = posix.normalize(posix.join(from, target)).split('/');
  // `a/..` would be judged by its text here, but by what `a` links to where it is unpacked.
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const climbs = parts.some((part, at) => part === '..' && at > 0 && parts[at - 1] !== '..');
  return target.startsWith('/') || outermost === '..' || climbs ? link : undefined;
}

/** The first entry that would be unpacked through a symlink, whatever comes first in the archive, or undefined. */
export function throughSymlink(names: readonly string[], symlinks: ReadonlySet<string>): string | undefined {
  if (symlinks.size === 0) return undefined;
  return names.find((name) => {
    const parts = plain(name).split('/');
    return parts.some((_, end) => end > 0 && symlinks.has(parts.slice(0, end).join('/')));
  });
}

/** `./a//b/` is `a/b`. */
export const plain = (name: string): string => posix.normalize(name).replace(/^\.\//, '').replace(/\/$/, '');
