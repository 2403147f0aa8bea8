import type { Artifact } from '../../core/artifact.ts';
import type { Problem } from '../../core/values/problem.ts';

/** What an archive may hold: enough for any model, and too little for a decompression bomb. */
export interface ArchiveLimits {
  /** Packed size: what a function has time to read through. */
  readonly packedBytes: number;
  readonly entries: number;
  readonly expandedBytes: number;
  /** Unpacked bytes per packed byte, beyond 10 MB. Weights have 1 to 3, zeros have 1,000. */
  readonly ratio: number;
}

/**
 * The version of the inspection rules. Increase it with each change of what is refused. 1 was version 0.1's.
 */
export const inspectionRules = 2;

/** How long reading an archive may take, in seconds: clearly less than a function has (900 s). */
export const inspectionSeconds = 800;

/**
 * The lowest expected reading speed, in packed bytes per second. It is a third of what one core was measured
 * to read of weights, which hardly compress (docs/support.md), and half of what S3 sends over one connection.
 */
export const inspectedBytesPerSecond = 40_000_000;

export const defaultArchiveLimits: ArchiveLimits = {
  // 800 s × 40 MB/s = 32 GB.
  packedBytes: inspectionSeconds * inspectedBytesPerSecond,
  entries: 100_000,
  expandedBytes: 64 * 2 ** 30,
  ratio: 200,
};

/** What is wrong with an archive: what was expected, and what was found. */
export interface ArchiveFault {
  readonly expected: 'model' | 'inside' | 'no-links' | 'no-devices' | 'names' | 'limits' | 'size';
  readonly got: string;
}

/** Whether there is time to read an archive of that size. Checked before a byte of it is read. */
export const sizeFault = (
  packedBytes: number,
  { packedBytes: most }: Pick<ArchiveLimits, 'packedBytes'>,
): ArchiveFault | undefined =>
  packedBytes > most ? { expected: 'size', got: gigabytes(packedBytes) } : undefined;

/** What is wrong with an archive, in words for people. The archive may be in S3 or on a disk. */
export function problemOf(
  { key: field }: Pick<Artifact, 'key'>,
  { expected, got }: ArchiveFault,
  limits: ArchiveLimits = defaultArchiveLimits,
): Problem {
  const wrong = (what: string, fix: string): Problem => ({ field, expected: what, got, fix });
  switch (expected) {
    case 'model':
      return wrong(
        'a gzip tar with the model in it',
        'Pack it again (tar -czf model.tar.gz …) and upload it.',
      );
    case 'inside':
      return wrong(
        'files and folders that stay inside the archive',
        'Pack it from within the folder (tar -czf model.tar.gz -C <folder> .) and upload it.',
      );
    case 'no-links':
      // With -h alone, GNU tar writes a file that it meets twice as a hard link the second time.
      return wrong(
        'files and folders only, since SageMaker unpacks no links',
        'Pack the files that the links lead to (tar -h --hard-dereference -czf model.tar.gz -C <folder> .) and upload it.',
      );
    case 'no-devices':
      return wrong('files and folders only', 'Leave it out, pack the folder again and upload it.');
    case 'names':
      return wrong(
        'names that can be unpacked: each of a file or of a folder, not of both, and 1 to 255 bytes long',
        'Give it another name, pack the folder again and upload it.',
      );
    case 'limits':
      return wrong(
        `at most ${limits.entries} entries, ${limits.expandedBytes} bytes unpacked, and ${limits.ratio} for each packed one`,
        'Leave out what the model does not need, or release it as a folder of objects with a _READY marker.',
      );
    case 'size':
      return wrong(
        `at most ${gigabytes(limits.packedBytes)}, which can be read through before anything is changed`,
        'Release the model uncompressed, as a folder of objects with a _READY marker (npx greenlight push <folder>).',
      );
    default:
      return expected satisfies never;
  }
}

const gigabytes = (bytes: number): string => `${Math.round(bytes / 1e8) / 10} GB`;
