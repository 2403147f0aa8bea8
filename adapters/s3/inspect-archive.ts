import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fileAndFolder, type ModelPath } from '../../core/artifact/file-names.ts';
import { entryFault, plain } from './archive-entries.ts';
import { type ArchiveFault, type ArchiveLimits, defaultArchiveLimits } from './archive-fault.ts';

const harmlessBytes = 10_000_000;

/** The most characters of names, all together. Names are kept until the end to find those that clash. */
const mostNameCharacters = 20_000_000;

/** The size of an unpacked piece. With zlib's own 16 KiB it takes half as long again (docs/support.md). */
const chunkSize = 2 ** 20;

/** Stops the reading of an archive once its fault is known. */
class Faulty extends Error {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault) {
    super(fault.got);
    this.fault = fault;
  }
}

/**
 * Reads a gzip tar to its end without storing it. Returns the first fault, or undefined. The limits bound the
 * work, whatever the archive claims to be.
 *
 * @throws Error if the connection broke: that says nothing about the archive, and the step is retried
 */
export async function inspectArchive(
  body: Readable,
  packedBytes: number,
  limits: ArchiveLimits = defaultArchiveLimits,
): Promise<ArchiveFault | undefined> {
  const { tar, paths, place } = tarReader(limits);
  const gunzip = createGunzip({ chunkSize });
  // The first stream that fails destroys the others, and they fail with its error.
  let first: 'connection' | 'gzip' | 'tar' | undefined;
  const note = (which: NonNullable<typeof first>) => () => {
    first ??= which;
  };
  body.on('error', note('connection'));
  gunzip.on('error', note('gzip'));
  tar.on('error', note('tar'));
  try {
    await pipeline(body, gunzip, boundedBy(packedBytes, limits), tar);
  } catch (error) {
    if (error instanceof Faulty) return error.fault;
    if (first === 'gzip') return { expected: 'model', got: 'something that is not gzip, or is cut short' };
    if (first === 'tar') return { expected: 'model', got: place() };
    throw error;
  }
  if (!paths.some(({ isFolder }) => !isFolder))
    return { expected: 'model', got: 'a gzip without any file in it' };
  const both = fileAndFolder(paths);
  return both === undefined
    ? undefined
    : { expected: 'names', got: `${JSON.stringify(both.slice(0, 80))}, a file and a folder` };
}

/** Reads a tar's entries and keeps their paths. `place` says where it stopped. */
function tarReader(limits: ArchiveLimits) {
  const tar = extract();
  const paths: ModelPath[] = [];
  let entries = 0;
  let nameCharacters = 0;
  let within: string | undefined;
  const faultIn = (header: Parameters<typeof entryFault>[0]): ArchiveFault | undefined => {
    entries += 1;
    nameCharacters += header.name.length;
    if (entries > limits.entries) return { expected: 'limits', got: `more than ${limits.entries} entries` };
    if (nameCharacters > mostNameCharacters) return { expected: 'limits', got: 'names of more than 20 MB' };
    return entryFault(header);
  };
  tar.on('entry', (header, entry, next) => {
    // The entry emits its own error if the tar ends inside it, or if reading stops.
    entry.on('error', () => {});
    const fault = faultIn(header);
    if (fault !== undefined) return tar.destroy(new Faulty(fault));
    within = header.name;
    const path = plain(header.name);
    if (path !== '') paths.push({ path, isFolder: header.type === 'directory' });
    entry.on('end', () => {
      within = undefined;
      next();
    });
    entry.resume();
  });
  const place = (): string =>
    within !== undefined
      ? `a tar that is cut short inside ${JSON.stringify(within.slice(0, 80))}`
      : entries === 0
        ? 'a gzip that holds no tar'
        : 'a tar that is broken, or is cut short';
  return { tar, paths, place };
}

/** Passes unpacked data on, until it exceeds the limits. */
function boundedBy(packedBytes: number, limits: ArchiveLimits) {
  const most = Math.min(limits.expandedBytes, Math.max(harmlessBytes, packedBytes * limits.ratio));
  return async function* (unpacked: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of unpacked) {
      bytes += chunk.length;
      if (bytes > most)
        throw new Faulty({ expected: 'limits', got: `more than ${most} bytes out of ${packedBytes}` });
      yield chunk;
    }
  };
}
