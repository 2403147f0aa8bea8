import { describe, expect, it } from 'vitest';
import { judge } from '../../../core/judge/judge.ts';
import { aMinute, seriesOf } from './series.ts';

const settings = { tolerance: 2, falseAlarms: 0.01, planned: 30, floor: 0.01 };
const alike = { minutes: 30, requests: 600, share: 0.1, blueRate: 0.01 };

describe('The judge', () => {
  it('says FAIL of a green that fails ten times as often, and when that was clear', () => {
    const minutes = seriesOf({ ...alike, seed: 1, greenRate: () => 0.1 });
    const judgement = judge(minutes, settings);
    expect(judgement).toMatchObject({ verdict: 'FAIL', needed: 100 });
    expect(judgement.decidedAt).toBeLessThan(10 * 60_000);
    expect(judgement.ratio.least).toBeGreaterThan(2);
    expect(judgement.ratio.most).toBeGreaterThan(10);
  });

  it('still says FAIL after green has recovered', () => {
    const minutes = seriesOf({ ...alike, seed: 1, greenRate: (minute) => (minute < 8 ? 0.3 : 0) });
    const { decidedAt } = judge(minutes.slice(0, 8), settings);
    expect(decidedAt).toBeDefined();
    expect(judge(minutes, settings)).toMatchObject({ verdict: 'FAIL', decidedAt });
  });

  it('says PASS once it is shown that green is not worse', () => {
    const minutes = seriesOf({ ...alike, requests: 6000, seed: 2, greenRate: () => 0.01 });
    const judgement = judge(minutes, settings);
    expect(judgement.verdict).toBe('PASS');
    expect(judgement.ratio.least).toBeLessThan(1);
    expect(judgement.ratio.most).toBeGreaterThan(1);
  });

  it('says PASS of a green that hardly fails, although blue never does', () => {
    const minutes = seriesOf({ ...alike, blueRate: 0, seed: 3, greenRate: () => 0.0005 });
    expect(judge(minutes, settings).verdict).toBe('PASS');
  });

  it('says MARGINAL where the requests do not decide', () => {
    const minutes = seriesOf({ ...alike, requests: 60, seed: 4, greenRate: () => 0.02 });
    expect(judge(minutes, settings).verdict).toBe('MARGINAL');
  });

  it('says NO-DATA where even a green that always failed would not have been found', () => {
    expect(judge([], settings)).toMatchObject({ verdict: 'NO-DATA', evidence: 1 });
    expect(judge([aMinute(0, [0, 0], [50, 1])], settings).verdict).toBe('NO-DATA');
    expect(judge([aMinute(0, [1, 0], [9, 0]), aMinute(1, [1, 0], [9, 0])], settings).verdict).toBe('NO-DATA');
  });

  it('is not moved by what both fleets suffer from', () => {
    const minutes = seriesOf({ ...alike, seed: 5, greenRate: () => 0.5, blueRate: 0.5 });
    expect(judge(minutes, settings).verdict).not.toBe('FAIL');
  });

  it('says FAIL of a sound green no more often than it may', () => {
    const seeds = Array.from({ length: 150 }, (_, seed) => seed + 100);
    const wrong = seeds.filter((seed) => {
      const greenRate = () => 0.02;
      return judge(seriesOf({ ...alike, requests: 120, seed, greenRate }), settings).verdict === 'FAIL';
    });
    // Twice as often as blue is just tolerated. 150 series at 1 % are 1.5 on average; more than 6 are by chance in 1 of 1,000.
    expect(wrong.length).toBeLessThanOrEqual(6);
  });

  it('compares only minutes in which both fleets had requests', () => {
    const outage = Array.from({ length: 4 }, (_, at) => aMinute(at, [0, 0], [1000, 200]));
    const both = Array.from({ length: 10 }, (_, at) => aMinute(at + 4, [1000, 10], [1000, 2]));
    const alone = [aMinute(14, [2000, 500], [0, 0])];
    const { green, blue, ratio, from, to } = judge([...outage, ...both, ...alone], settings);
    expect({ green, blue }).toEqual({
      green: { requests: 10_000, events: 100 },
      blue: { requests: 10_000, events: 20 },
    });
    expect(ratio.value).toBeCloseTo(5, 10);
    expect([from, to]).toEqual([4 * 60_000, 13 * 60_000]);
  });

  it('tells what is known of the ratio', () => {
    const only = judge([aMinute(0, [100, 0], [900, 0])], settings).ratio;
    expect(only).toEqual({ value: undefined, least: 0, most: Number.POSITIVE_INFINITY });
    expect(judge([aMinute(0, [100, 5], [900, 9])], settings).ratio.value).toBeCloseTo(5, 10);
  });
});
