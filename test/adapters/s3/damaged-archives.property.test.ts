import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../adapters/s3/inspect-archive.ts';
import { aTar } from '../../support/tarballs.ts';

/** Bytes that do not compress, as weights hardly do, and that are the same each time. */
const weights = Array.from({ length: 20_000 }, (_, n) => String.fromCharCode(33 + ((n * n * 31) % 90))).join(
  '',
);

/** What people pack: one large file, many small ones in folders, names too long for a header of their own. */
const tars = await Promise.all([
  aTar({ 'model.bin': weights }),
  aTar({
    'config.json': '{}',
    'code/': null,
    'code/inference.py': 'print()',
    'w/part-1': weights,
    'w/part-2': '',
  }),
  aTar({ [`${'folder/'.repeat(40)}é.bin`]: weights.slice(0, 3000), 'a/b/c/d/e': 'x' }),
]);
const tar = fc.constantFrom(...tars);

/** Where something is done to a file, as a part of its length: any file has such a place. */
const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (bytes: Buffer, part: number): number => Math.floor(part * bytes.length);

const damage = fc.oneof(
  place.map((part) => (bytes: Buffer) => bytes.subarray(0, at(bytes, part))),
  fc
    .array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 8 })
    .map((flips) => (bytes: Buffer) => {
      const flipped = Buffer.from(bytes);
      for (const [part, bits] of flips) {
        const index = at(flipped, part);
        flipped[index] = (flipped[index] ?? 0) ^ bits;
      }
      return flipped;
    }),
  fc.tuple(place, fc.uint8Array({ maxLength: 600 })).map(
    ([part, junk]) =>
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, at(bytes, part)), junk, bytes.subarray(at(bytes, part))]),
  ),
  fc.tuple(place, place).map(([from, to]) => (bytes: Buffer) => {
    const [a, b] = [at(bytes, Math.min(from, to)), at(bytes, Math.max(from, to))];
    return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]);
  }),
);
type Damage = (bytes: Buffer) => Buffer;
const none = fc.constant<Damage>((bytes) => bytes);

/** How much comes at a time: the connection decides. */
const piece = fc.constantFrom(1, 100, 511, 512, 513, 4096, 65_536, 1_000_000);

function inPieces(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, n) =>
    bytes.subarray(n * length, (n + 1) * length),
  );
}

const inspected = (packed: Buffer, length: number) =>
  inspectArchive(Readable.from(inPieces(packed, length)), packed.length);

describe('An archive, however damaged', () => {
  it('is sound as it was packed, in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(tar, piece, async (bytes, length) => {
        expect(await inspected(gzipSync(bytes), length)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['the gzip', none, damage],
    ['the tar under a whole gzip', damage, none],
    ['both', damage, damage],
  ])('is always answered for: damage to %s', async (_, ofTar, ofGzip) => {
    await fc.assert(
      fc.asyncProperty(tar, ofTar, ofGzip, piece, async (bytes, spoilTar, spoilGzip, length) => {
        const fault = await inspected(spoilGzip(gzipSync(spoilTar(bytes))), length);
        if (fault !== undefined) expect(fault.got).not.toBe('');
      }),
      { numRuns: 150, interruptAfterTimeLimit: 15_000 },
    );
  });

  it('is refused wherever its gzip is cut', async () => {
    await fc.assert(
      fc.asyncProperty(tar, place, piece, async (bytes, part, length) => {
        const packed = gzipSync(bytes);
        expect(await inspected(packed.subarray(0, at(packed, part)), length)).toEqual({
          expected: 'model',
          got: expect.stringMatching(/cut short|without any file/),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is refused where its tar ends inside a file, and says in which', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 512, max: 20_511 }), piece, async (length, pieces) => {
        const [bytes] = tars;
        const fault = await inspected(gzipSync(bytes?.subarray(0, length) ?? ''), pieces);
        expect(fault).toEqual({ expected: 'model', got: 'a tar that is cut short inside "model.bin"' });
      }),
      { numRuns: 40 },
    );
  });

  it('whose connection breaks inside it is no fault of the archive', async () => {
    await fc.assert(
      fc.asyncProperty(tar, place, piece, async (bytes, part, length) => {
        const packed = gzipSync(bytes);
        const sent = inPieces(packed.subarray(0, at(packed, part)), length);
        const body = Readable.from(
          (async function* () {
            yield* sent;
            throw new Error('socket hang up');
          })(),
        );
        await expect(inspectArchive(body, packed.length)).rejects.toThrow('socket hang up');
      }),
      { numRuns: 40 },
    );
  });
});
