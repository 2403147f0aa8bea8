import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../core/judge/judge.ts';
import { judgementText } from '../../../core/judge/text.ts';

const judgement: Judgement = {
  verdict: 'FAIL',
  green: { requests: 6000, events: 31 },
  blue: { requests: 24_000, events: 12 },
  ratio: { value: 10.333, least: 4.62, most: 21.4 },
  evidence: 4e6,
  needed: 100,
};

describe('A judgement in one line', () => {
  it('says what both fleets did, how much worse green is, and how sure that is', () => {
    expect(judgementText('5xx', judgement)).toBe(
      '5xx: green 31 of 6,000, blue 12 of 24,000: 10× as often (4.6 to 21×). The chance of saying so by accident is at most 1 %',
    );
  });

  it.each([
    ['PASS', '10× as often (4.6 to 21×), which is not worse than tolerated'],
    ['MARGINAL', '10× as often (4.6 to 21×), which shows neither that it is worse nor that it is all right'],
    ['NO-DATA', 'too little to show anything; three minutes must agree'],
  ] as const)('of %s', (verdict, end) => {
    expect(judgementText('5xx', { ...judgement, verdict })).toContain(`: ${end}`);
  });

  it('says how much more of the same would decide', () => {
    const of = (verdict: Judgement['verdict']) =>
      judgementText('5xx', { ...judgement, verdict, timesMore: 4 });
    expect(of('MARGINAL')).toMatch(/all right; about 4 times as many such minutes would$/);
    expect(of('NO-DATA')).toMatch(/: too little to show anything; about 4 times as many such minutes would$/);
  });

  const none = Number.POSITIVE_INFINITY;
  it.each([
    [{ value: undefined, least: 0, most: none }, 'none of either'],
    [{ value: none, least: 8.7, most: none }, 'only green’s (at least 8.7×)'],
    [{ value: 0, least: 0, most: 0.034 }, '0× as often (at most 0.034×)'],
  ])('of a ratio of which only this is known: %o', (ratio, text) => {
    expect(judgementText('4xx', { ...judgement, verdict: 'MARGINAL', ratio })).toContain(`: ${text}, `);
  });
});
