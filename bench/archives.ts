import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { inspectedBytesPerSecond } from '../adapters/s3/archive-fault.ts';
import { inspectArchive } from '../adapters/s3/inspect-archive.ts';
import { cpuMillis, median } from './measure.ts';
import type { Figure } from './table.ts';

/** Unpacked megabytes of each kind. All together take a few seconds to read. */
const megabytes = 256;
const megabyte = 1_000_000;

/**
 * A megabyte of typical archive content. A seeded generator, not `Math.random`, so that every run has the
 * same bytes.
 */
const kinds = {
  // Like trained weights: small numbers around zero. Their exponents are similar, their other bits are not.
  'float32 weights': () => {
    const next = generator();
    const numbers = Float32Array.from(
      { length: megabyte / 4 },
      () => (next() + next() + next() - 1.5) * 0.05,
    );
    return Buffer.from(numbers.buffer);
  },
  'what does not compress': () => {
    const next = generator();
    return Buffer.from(Uint8Array.from({ length: megabyte }, () => next() * 256));
  },
  text: () => {
    const next = generator();
    const words = 'layer bias scale norm attention head query key value'.split(' ');
    let text = '';
    while (text.length < megabyte) text += `${words[Math.floor(next() * words.length)]} ${next()} `;
    return Buffer.from(text.slice(0, megabyte));
  },
} as const;

/** A linear congruential generator (Numerical Recipes): from 0 to below 1, the same numbers each time. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * How fast one core reads an archive through, in packed megabytes per second of CPU time.
 * `inspectedBytesPerSecond` assumes less than is measured here.
 */
export async function archiveFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [kind, block] of Object.entries(kinds)) {
    const packed = await packedOf(block());
    const speeds: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      const ms = await cpuMillis(async () => {
        const fault = await inspectArchive(Readable.from(inPieces(packed)), packed.length);
        if (fault !== undefined) throw new Error(`expected a sound archive, got ${fault.got}`);
      });
      speeds.push(packed.length / megabyte / (ms / 1000));
    }
    const perSecond = median(speeds);
    const least = inspectedBytesPerSecond / megabyte;
    figures.push(
      {
        what: `archive read through, ${kind}: packed, a core`,
        value: `${Math.round(perSecond)} MB/s`,
        target: `> ${least}`,
        met: perSecond > least,
      },
      {
        what: '  unpacked',
        value: `${Math.round((perSecond * megabytes * megabyte) / packed.length)} MB/s`,
      },
    );
  }
  return figures;
}

/** A gzip tar with one file that repeats the given megabyte. */
async function packedOf(block: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const tar = Readable.from(
    (function* () {
      yield header(megabytes * megabyte);
      for (let n = 0; n < megabytes; n += 1) yield block;
      yield Buffer.alloc(((512 - ((megabytes * megabyte) % 512)) % 512) + 1024);
    })(),
    { objectMode: false },
  );
  for await (const piece of tar.pipe(createGzip())) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A file's header in a tar (POSIX ustar). */
function header(size: number): Buffer {
  const bytes = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  bytes.write('weights.bin');
  bytes.write(octal(0o644, 8), 100);
  bytes.write(octal(size, 12), 124);
  bytes.write('0', 156);
  bytes.write('ustar\x0000', 257);
  // The checksum is the sum of all bytes, with blanks in place of the checksum itself.
  bytes.fill(' ', 148, 156);
  bytes.write(
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return bytes;
}

/** Splits the archive into pieces, as a connection delivers it. */
function* inPieces(packed: Buffer): Generator<Buffer> {
  for (let at = 0; at < packed.length; at += 65_536) yield packed.subarray(at, at + 65_536);
}
