import { describe, expect, it } from 'vitest';
import { judgeScores, scoresFailAt } from '../../../core/judge/judge-scores.ts';
import { type ScoreMinute, scoreEvents } from '../../../core/judge/score-events.ts';

const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({ below: n / 10 }));
const settings = { tolerance: 1.5, falseAlarms: 0.01, floor: 0.01, planned: 20 };
const even = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 0, 0];
const minutesOf = (green: number[], blue: number[], count: number): ScoreMinute[] =>
  Array.from({ length: count }, (_, n) => ({ at: n * 60_000, green, blue }));
const judged = (green: number[], count = 15, over: object = {}) =>
  judgeScores(minutesOf(green, even, count), tenths, { ...settings, ...over });

describe('Scores', () => {
  it('are compared by both tails of each limit in both directions, by each inner bin, by no number and by none', () => {
    expect(scoreEvents(tenths)).toHaveLength(46);
    expect(scoreEvents(tenths).map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'among the old fleet’s lowest 10 %',
        'among the old fleet’s highest 10 %',
        'from the old fleet’s 40 % to its 50 %',
        'that is no number',
        'missing',
      ]),
    );
  });

  it('that are alike are shown to be, if enough have come', () => {
    expect(judged(even)).toMatchObject({ verdict: 'MARGINAL', psi: 0, ratio: { value: 1 } });
    expect(judged(even, 60)).toMatchObject({ verdict: 'PASS', psi: 0, ratio: { value: 1 } });
  });

  it.each([
    ['shifted up', [0, 0, 0, 0, 10, 10, 10, 20, 20, 30, 0, 0], 'among the old fleet’s lowest 40 %', 0, 600],
    [
      'shifted down',
      [30, 20, 20, 10, 10, 10, 0, 0, 0, 0, 0, 0],
      'among the old fleet’s highest 40 %',
      0,
      600,
    ],
    ['a constant', [0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0], 'among the old fleet’s highest 60 %', 0, 900],
    ['no numbers', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0], 'that is no number', 1500, 0],
    ['missing', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100], 'missing', 1500, 0],
    ['sometimes no numbers', [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 10, 0], 'that is no number', 150, 0],
  ])('that are %s fail, and it is said by which range', (_, green, what, events, ofBlue) => {
    const judgement = judged(green);
    expect(judgement).toMatchObject({ verdict: 'FAIL', what, green: { events }, blue: { events: ofBlue } });
    expect(judgement.evidence).toBeGreaterThan(100);
  });

  it('fail for good, and not before three minutes agree', () => {
    const constant = [0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0];
    const minutes = minutesOf(constant, even, 15);
    const at = scoresFailAt(minutes, tenths, settings);
    expect(at).toBeGreaterThanOrEqual(2 * 60_000);
    const healed = [...minutes, ...minutesOf(even, even, 200)];
    expect(judgeScores(healed, tenths, settings)).toMatchObject({ verdict: 'FAIL', decidedAt: at });
  });

  it('are tolerated so much more and less often, whatever comes of them', () => {
    const slightly = [8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 0, 0];
    expect(judged(slightly, 400).verdict).not.toBe('FAIL');
    expect(judged(slightly, 400, { tolerance: 1 }).verdict).toBe('FAIL');
  });

  it('may be missing up to the floor', () => {
    const seldom = [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 0, 50];
    const often = even.map((count) => count * 100);
    const judge = (floor: number) =>
      judgeScores(minutesOf(seldom, often, 15), tenths, { ...settings, floor }).verdict;
    expect([judge(0.01), judge(0.001)]).toEqual(['PASS', 'FAIL']);
  });

  it('that the old fleet lacked may come', () => {
    const before = [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 30, 0];
    expect(judgeScores(minutesOf(even, before, 60), tenths, settings).verdict).toBe('PASS');
  });

  it('of too few answers are no data, and it is said how many more would do', () => {
    const few = judged([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 2);
    expect(few).toMatchObject({ verdict: 'NO-DATA' });
    expect(few.timesMore).toBeGreaterThan(1);
    expect(judgeScores([], tenths, settings)).toMatchObject({
      verdict: 'NO-DATA',
      bins: { green: Array(12).fill(0) },
    });
  });

  it('of one fleet alone are not compared', () => {
    const alone = minutesOf(
      even.map(() => 0),
      even,
      10,
    );
    expect(judgeScores(alone, tenths, settings)).toMatchObject({ verdict: 'NO-DATA', blue: { requests: 0 } });
  });
});
