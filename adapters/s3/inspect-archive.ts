import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { entryFault, plain, throughSymlink } from './archive-entries.ts';

/** What an archive may hold: enough for any model, and too little for a bomb to keep anybody busy. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly expandedBytes: number;
  /** Unpacked bytes for each packed one; beyond 10 MB. Weights come to 1 to 3, zeros to 1,000. */
  readonly ratio: number;
}
export const defaultArchiveLimits: ArchiveLimits = {
  entries: 100_000,
  expandedBytes: 64 * 2 ** 30,
  ratio: 200,
};

const harmlessBytes = 10_000_000;

/** Names are kept until the end, to see what leads through a link: of all together no more than this. */
const mostNameCharacters = 20_000_000;

/** What is wrong with an archive: what was expected of it, and what came. */
export interface ArchiveFault {
  readonly expected: 'model' | 'inside' | 'limits';
  readonly got: string;
}

/**
 * Reads a gzip tar to its end without keeping anything of it: the first thing that is wrong with it, or undefined. The
 * limits bound the work, whatever the archive claims to be.
 *
 * @throws Error where the connection broke: that says nothing about the archive, and the step is tried again
 */
export function inspectArchive(
  body: Readable,
  packedBytes: number,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<ArchiveFault | undefined> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip();
    const tar = extract();
    const names: string[] = [];
    const symlinks = new Set<string>();
    let files = 0;
    let expanded = 0;
    let nameCharacters = 0;
    const end = (expected: ArchiveFault['expected'], got: string | undefined) => {
      body.destroy();
      gunzip.destroy();
      tar.destroy();
      resolve(got === undefined ? undefined : { expected, got });
    };
    const most = Math.min(limits.expandedBytes, Math.max(harmlessBytes, packedBytes * limits.ratio));
    gunzip.on('data', (chunk: Buffer) => {
      expanded += chunk.length;
      if (expanded > most) end('limits', `more than ${most} bytes out of ${packedBytes}`);
    });
    tar.on('entry', (header, entry, next) => {
      const fault = entryFault(header);
      if (fault !== undefined) return end('inside', fault);
      if (names.push(header.name) > limits.entries)
        return end('limits', `more than ${limits.entries} entries`);
      nameCharacters += header.name.length;
      if (nameCharacters > mostNameCharacters) return end('limits', 'names of more than 20 MB');
      if (header.type === 'symlink') symlinks.add(plain(header.name));
      if (header.type === 'file' || header.type === 'contiguous-file') files += 1;
      entry.on('end', next);
      entry.resume();
    });
    tar.on('finish', () => {
      if (files === 0) return end('model', 'a gzip without any file in it');
      const through = throughSymlink(names, symlinks);
      end('inside', through && `${JSON.stringify(through.slice(0, 80))}, a path through a link`);
    });
    tar.on('error', () =>
      end('model', names.length === 0 ? 'a gzip that holds no tar' : 'a tar that is broken, or is cut short'),
    );
    gunzip.on('error', () => end('model', 'something that is not gzip, or is cut short'));
    body.on('error', (error) => {
      gunzip.destroy();
      tar.destroy();
      reject(error);
    });
    body.pipe(gunzip).pipe(tar);
  });
}
