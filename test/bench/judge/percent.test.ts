import { describe, expect, it } from 'vitest';
import { falseRollbacksOf } from '../../../bench/judge/percent.ts';

/** Every so-manieth is taken back, from the first on. */
const everyNth = (n: number) => (index: number) => index % n === 0;

describe('False rollbacks', () => {
  it('are drawn as often as was said, where that decides', () => {
    expect(falseRollbacksOf(600, 0.01, () => false)).toMatchObject({ of: 600, share: 0 });
    // 1 of 100 would show nothing, nor would none of them.
    expect(falseRollbacksOf(100, 0.01, () => false).of).toBe(600);
    expect(falseRollbacksOf(20_000, 0.01, () => false).of).toBe(20_000);
  });

  it('are drawn more often, where a single one by chance would look like more than may be', () => {
    const { of, share, atMost } = falseRollbacksOf(600, 0.01, (index) => index === 0);
    expect([of, share]).toEqual([10_000, 0.0001]);
    expect(atMost).toBeLessThan(0.001);
  });

  it('are too many, where that is clear or ten thousand do not show otherwise', () => {
    const clear = falseRollbacksOf(600, 0.01, everyNth(20));
    expect(clear.of).toBe(600);
    const close = falseRollbacksOf(600, 0.01, everyNth(105));
    expect(close.of).toBe(10_000);
    for (const { atMost } of [clear, close]) expect(atMost).toBeGreaterThan(0.01);
  });
});
