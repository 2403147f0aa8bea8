import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../../core/gates/findings.ts';
import { openedGate } from '../../../core/gates/item.ts';
import { findingOf } from '../../../core/judge/finding.ts';
import { judge } from '../../../core/judge/judge.ts';
import { seriesOf } from '../judge/series.ts';

const found = (greenRate: number, compare = '5xx', variant = 'AllTraffic') => {
  const fleets = { seed: 1, minutes: 10, requests: 6000, share: 0.1, blueRate: 0.01 };
  const settings = { tolerance: 2, falseAlarms: 0.01, planned: 30, floor: 0.001 };
  const minutes = seriesOf({ ...fleets, greenRate: () => greenRate });
  return findingOf(compare, variant, compare, judge(minutes, settings));
};
const itemWith = (n: number, ...judged: ReturnType<typeof found>[]) => ({
  ...openedGate('during', n, 'judge', 0),
  judged,
});
const verdictsIn = (...items: ReturnType<typeof itemWith>[]) =>
  findingsIn(items).map(({ compare, variant, verdict }) => `${compare} ${variant} ${verdict}`);

describe('What gates have found', () => {
  it('is each comparison of a variant once, as the last of them saw it', () => {
    const [first, last] = [itemWith(0, found(0.02)), itemWith(1, found(0.01), found(0.01, '4xx', 'b'))];
    expect(verdictsIn(first, last)).toEqual(['5xx AllTraffic PASS', '4xx b PASS']);
  });

  it('stays FAIL, though a later look finds it all right: late metrics take nothing back', () => {
    expect(verdictsIn(itemWith(0, found(0.2)), itemWith(1, found(0.01)))).toEqual(['5xx AllTraffic FAIL']);
  });
});
