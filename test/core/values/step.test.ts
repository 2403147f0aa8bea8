import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatStep, parseStep } from '../../../core/values/step.ts';

describe('A step', () => {
  it.each([
    ['20%', { Type: 'CAPACITY_PERCENT', Value: 20 }],
    ['20 %', { Type: 'CAPACITY_PERCENT', Value: 20 }],
    ['1 instance', { Type: 'INSTANCE_COUNT', Value: 1 }],
    ['3 instances', { Type: 'INSTANCE_COUNT', Value: 3 }],
  ])('"%s" is AWS’s %j', (text, size) => {
    expect(parseStep(text)).toEqual(size);
  });

  it.each(['', '20', '0%', '0 instances', '-1 instance', '12.5%', '1instance', 'one instance', '20%%', '%'])(
    '"%s" is none',
    (text) => {
      expect(parseStep(text)).toBeUndefined();
    },
  );

  it('written and read again is the same', () => {
    const sizes = fc.record({
      Type: fc.constantFrom('CAPACITY_PERCENT' as const, 'INSTANCE_COUNT' as const),
      Value: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(sizes, (size) => {
        expect(parseStep(formatStep(size))).toEqual(size);
      }),
    );
  });
});
