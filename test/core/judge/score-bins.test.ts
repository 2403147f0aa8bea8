import { describe, expect, it } from 'vitest';
import { quantileBins } from '../../../core/judge/score-bins.ts';

const hundred = Array.from({ length: 100 }, (_, n) => n + 1);

describe('Bins', () => {
  it('hold a tenth of the old fleet’s scores each', () => {
    const { limits, binOf } = quantileBins(hundred);
    expect(limits.map(({ below }) => below)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect([-5, 10, 10.5, 20, 90, 91, 1000].map(binOf)).toEqual([0, 0, 1, 1, 8, 9, 9]);
  });

  it('have those that are no numbers, and none, behind them', () => {
    const { binOf } = quantileBins(hundred);
    expect([binOf('no-number'), binOf('missing')]).toEqual([10, 11]);
  });

  it('do not depend on the order of the scores', () => {
    expect(quantileBins(hundred.toReversed()).limits).toEqual(quantileBins(hundred).limits);
  });

  it('are one for a constant, and one on either side of it', () => {
    const { limits, binOf } = quantileBins(Array(50).fill(0.5));
    expect(limits.map(({ below }) => below)).toEqual([0, 1]);
    expect([0.4, 0.5, 0.6].map(binOf)).toEqual([0, 1, 2]);
  });

  it('keep labels apart', () => {
    const { limits, binOf } = quantileBins([...Array(80).fill(0), ...Array(20).fill(1)]);
    expect(limits.map(({ below }) => below)).toEqual([0, 0.8, 0.8, 1]);
    expect([-1, 0, 0.5, 1, 2].map(binOf)).toEqual([0, 1, 2, 3, 4]);
  });
});
