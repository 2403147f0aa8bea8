import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstAlarmChances } from '../../../core/risk/first-alarm.ts';

/** By writing out everything that can happen. */
function writtenOut(chances: readonly number[], needed: number, of: number): number[] {
  const first = chances.map(() => 0);
  for (let world = 0; world < 2 ** chances.length; world += 1) {
    const breached = chances.map((_, index) => (world >> index) % 2 === 1);
    const chance = chances.reduce((product, one, index) => product * (breached[index] ? one : 1 - one), 1);
    const at = breached.findIndex(
      (_, index) => breached.slice(Math.max(0, index + 1 - of), index + 1).filter(Boolean).length >= needed,
    );
    if (at !== -1) first[at] = (first[at] ?? 0) + chance;
  }
  return first;
}

describe('When an alarm goes off for the first time', () => {
  it('is after two of two', () => {
    expect(firstAlarmChances([0.5, 0.5, 0.5, 0.5], { needed: 2, of: 2 })).toEqual([0, 0.25, 0.125, 0.125]);
  });

  it('is as everything that can happen, added up', () => {
    const alarm = fc
      .integer({ min: 1, max: 5 })
      .chain((of) => fc.record({ needed: fc.integer({ min: 1, max: of }), of: fc.constant(of) }));
    const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    void fc.assert(
      fc.property(chances, alarm, (each, { needed, of }) => {
        const expected = writtenOut(each, needed, of);
        for (const [index, chance] of firstAlarmChances(each, { needed, of }).entries())
          expect(chance).toBeCloseTo(expected[index] ?? 0, 9);
      }),
    );
  });

  it('is not known for some of very many periods', () => {
    expect(() => firstAlarmChances([0.5], { needed: 2, of: 13 })).toThrow('at most 12 periods, got 2 of 13');
  });
});
