import { describe, expect, it } from 'vitest';
import { type Chart, chartSvg, niceAbove } from '../../../core/report/chart.ts';

const chart = (over: Partial<Chart> = {}): string =>
  chartSvg({
    ...{ title: 'Requests', unit: '', from: 0, to: 60_000, least: 1, marks: [] },
    lines: [{ name: 'green', as: 'green', points: [0, 30_000, 60_000].map((at) => ({ at, value: 5 })) }],
    ...over,
  });

describe('A chart', () => {
  it('ends at a round number that nothing exceeds', () => {
    expect([31, 0.07, 100, 1, 0, 260, 24].map(niceAbove)).toEqual([50, 0.1, 100, 1, 1, 500, 25]);
  });

  it('draws a line from point to point, and a gap where there is nothing', () => {
    expect(chart()).toMatch(/<path class="green" d="M[\d. ]+L[\d. ]+L[\d. ]+"/);
    const points = [5, undefined, 5].map((value, n) => ({ at: n * 30_000, value }));
    const text = chart({ lines: [{ name: 'green', as: 'green', points }] });
    expect(text).toMatch(/<path class="green" d="M[\d. ]+M[\d. ]+"/);
  });

  it('names what its lines are, in words and by their shape', () => {
    expect(chart()).toContain('<span class="green"><i></i>green</span>');
  });

  it('leaves out marks outside, and escapes texts', () => {
    const marks = [
      { at: 90_000, text: 'later' },
      { at: 30_000, text: '<end>' },
    ];
    const text = chart({ marks, title: '"a" & b' });
    expect(text).not.toContain('later');
    expect(text).toContain('&#60;end&#62;');
    expect(text).toContain('aria-label="&#34;a&#34; &#38; b"');
  });
});
