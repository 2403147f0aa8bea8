import { nameFault } from '../../core/artifact/file-names.ts';
import type { ArchiveFault } from './archive-fault.ts';

/** The parts of a tar entry that matter for unpacking. */
export interface ArchiveEntry {
  readonly name: string;
  readonly type: string | null | undefined;
  readonly linkname?: string | null | undefined;
}

const plainKinds = ['file', 'contiguous-file', 'directory'];

/** Why an entry, on its own, cannot be unpacked; undefined if it can. */
export function entryFault({ name, type, linkname }: ArchiveEntry): ArchiveFault | undefined {
  const shown = JSON.stringify(name.slice(0, 80));
  // SageMaker cannot extract links (AWS's knowledge center, sagemaker-endpoint-creation-fail).
  if (type === 'symlink' || type === 'link') {
    const kind = type === 'link' ? 'a hard link' : 'a link';
    const target = JSON.stringify((linkname ?? '').slice(0, 80));
    return { expected: 'no-links', got: `${shown}, ${kind} to ${target}` };
  }
  if (!plainKinds.includes(type ?? ''))
    return { expected: 'no-devices', got: `${shown}, ${type ?? 'an entry of unknown kind'}` };
  if (name.startsWith('/')) return { expected: 'inside', got: `${shown}, an absolute path` };
  const parts = partsOf(name);
  if (parts.includes('..')) return { expected: 'inside', got: `${shown}, a path through a parent folder` };
  const fault = parts.length === 0 && type !== 'directory' ? 'a file without a name' : nameFault(parts);
  return fault === undefined ? undefined : { expected: 'names', got: `${shown}, ${fault}` };
}

/** `./a/b/` is `a/b`; the archive's own folder, `./`, is the empty string. */
export const plain = (name: string): string => partsOf(name).join('/');

/** Drops empty parts (a folder's name ends with a slash) and `.`, which leads nowhere. */
function partsOf(name: string): string[] {
  const parts = name.split('/');
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.filter((part) => part !== '.');
}
