import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UploadOrder } from '../../../core/lease/lease.ts';
import { align, compareSequencers, compareUploads, newerOf } from '../../../core/lease/order.ts';
import { anOrder, second } from '../../support/claims.ts';

describe('Sequencers', () => {
  it.each([
    ['617f08299329d189', '617f08299329d18a'],
    // As AWS's classic sample has it, with leading zeros: a number like any other.
    ['0055AED6DCD90281E5', '617f08299329d189'],
    ['9', '10'],
    ['ff', '0100'],
    ['0', '1'],
    [undefined, '1'],
    ['fffffffffffffffffffffffe', 'ffffffffffffffffffffffff'],
  ])('compare as numbers: %s < %s', (older, newer) => {
    expect(compareSequencers(older, newer)).toBeLessThan(0);
    expect(compareSequencers(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['00AB', 'ab'],
    ['0', '000'],
  ])('are the same in any case and length: %s = %s', (one, other) => {
    expect(compareSequencers(one, other)).toBe(0);
  });

  it('agree with left-padding to equal length, as AWS tells it', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{1,20}$/);
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        const length = Math.max(a.length, b.length);
        const [x, y] = [a.padStart(length, '0'), b.padStart(length, '0')];
        expect(Math.sign(compareSequencers(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
    );
  });
});

describe('Of two uploads', () => {
  it('of different keys the later one is newer, whatever their sequencers', () => {
    const first = anOrder({ release: 'z', uploadedAt: second(1), sequencer: 'ff' });
    const then = anOrder({ release: 'a', uploadedAt: second(2), sequencer: '01' });
    expect(compareUploads(then, first)).toBeGreaterThan(0);
    expect(newerOf(first, then)).toBe(then);
    expect(newerOf(then, first)).toBe(then);
    expect(newerOf(undefined, first)).toBe(first);
  });

  it('in the same second the sequencer decides if they are of one key', () => {
    const first = anOrder({ key: 'k', sequencer: '9', release: 'z' });
    const then = anOrder({ key: 'k', sequencer: '10', release: 'a' });
    expect(compareUploads(then, first)).toBeGreaterThan(0);
  });

  it('in the same second the key decides if they are of two: always the same way', () => {
    const [a, b] = [anOrder({ key: 'a', sequencer: '2' }), anOrder({ key: 'b', sequencer: '1' })];
    expect(compareUploads(b, a)).toBeGreaterThan(0);
    expect(compareUploads(a, b)).toBeLessThan(0);
  });

  it('times count by what they mean, not by how they are written', () => {
    const bare = anOrder({ key: 'k', sequencer: '2', uploadedAt: '2026-01-05T10:00:00Z' });
    const precise = anOrder({ key: 'k', sequencer: '1', uploadedAt: '2026-01-05T10:00:00.000Z' });
    expect(compareUploads(bare, precise)).toBeGreaterThan(0);
  });

  it('neither is newer only if they are one and the same', () => {
    expect(compareUploads(anOrder(), anOrder())).toBe(0);
    expect(compareUploads(anOrder(), anOrder({ release: 'another', key: anOrder().key }))).not.toBe(0);
  });
});

describe('An upload whose time contradicts its sequencer', () => {
  const known = anOrder({ key: 'k', sequencer: '5', uploadedAt: second(10), release: 'known' });

  it('stays the older one, though a slow clock says later', () => {
    const order = anOrder({ key: 'k', sequencer: '4', uploadedAt: second(30) });
    const aligned = align(order, [known]);
    expect(aligned).toEqual({ ...order, uploadedAt: second(10) });
    expect(compareUploads(aligned, known)).toBeLessThan(0);
  });

  it('stays the newer one, though a fast clock says earlier', () => {
    const aligned = align(anOrder({ key: 'k', sequencer: '6', uploadedAt: second(3) }), [known]);
    expect(aligned.uploadedAt).toBe(second(10));
    expect(compareUploads(aligned, known)).toBeGreaterThan(0);
  });

  it.each([
    ['of another key', { key: 'other', sequencer: '4', uploadedAt: second(30) }],
    ['without a sequencer', { key: 'k', sequencer: undefined, uploadedAt: second(30) }],
    ['in line already', { key: 'k', sequencer: '6', uploadedAt: second(30) }],
    ['the very same', { key: 'k', sequencer: '5', uploadedAt: second(30) }],
  ])('is left alone if it is %s', (_, over) => {
    const order = anOrder(over);
    expect(align(order, [known])).toBe(order);
  });

  it('is left alone where the known one has no sequencer', () => {
    const order = anOrder({ key: 'k', sequencer: '4', uploadedAt: second(30) });
    expect(align(order, [{ ...known, sequencer: undefined }])).toBe(order);
  });
});

/** Few keys, sequencers and seconds, so that they contradict one another as often as can be. */
const orders: fc.Arbitrary<UploadOrder> = fc.record({
  key: fc.constantFrom('a', 'b', 'c'),
  sequencer: fc.constantFrom('1', '02', 'F', '10', undefined, 'not hexadecimal', '-1'),
  uploadedAt: fc.constantFrom(second(0), second(1), '2026-01-05T10:00:01Z', second(2)),
  release: fc.constantFrom('r', 's'),
});

describe('The order of uploads is one, in any mix', () => {
  it('antisymmetric, and nothing is equal but the same', () => {
    fc.assert(
      fc.property(orders, orders, (a, b) => {
        expect(Math.sign(compareUploads(a, b)) + Math.sign(compareUploads(b, a))).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('transitive', () => {
    fc.assert(
      fc.property(orders, orders, orders, (a, b, c) => {
        fc.pre(compareUploads(a, b) <= 0 && compareUploads(b, c) <= 0);
        expect(compareUploads(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('and agrees with every sequencer, once those of one key were brought in line as they came', () => {
    fc.assert(
      fc.property(fc.array(orders, { maxLength: 8 }), (uploads) => {
        const known: UploadOrder[] = [];
        for (const upload of uploads) known.push(align(upload, known));
        for (const a of known) {
          for (const b of known) {
            if (a.key !== b.key || a.sequencer === undefined || b.sequencer === undefined) continue;
            const bySequencer = compareSequencers(a.sequencer, b.sequencer);
            if (bySequencer !== 0) expect(Math.sign(compareUploads(a, b))).toBe(Math.sign(bySequencer));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
