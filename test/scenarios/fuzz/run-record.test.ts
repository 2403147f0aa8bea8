import { describe, expect, it } from 'vitest';
import { nothingPlayed, type RunSoFar, together } from '../../../scenarios/fuzz/run-histories.ts';
import { recordedRun, recordedRunSchema, withRun } from '../../../scenarios/fuzz/run-record.ts';

const failure = (seed: number) => ({ kind: 'n: <release> is lost', example: '4: v2 is lost', seeds: [seed] });
const played = (histories: number, more: Partial<RunSoFar> = {}): RunSoFar => ({
  ...{
    histories,
    steps: histories * 20,
    lasted: 1000,
    reached: new Map([['alarm', histories]]),
    failures: [],
  },
  ...more,
});
const runFrom = (
  seed: number,
  histories: number,
  code = 'abc1234',
  more: Partial<RunSoFar> = {},
  commit = '1111111',
) => recordedRun(played(histories, more), { code, commit, seed, seconds: 2 });

describe('The record of what was played', () => {
  it('adds a run to the one that it goes on from', () => {
    const runs = withRun([runFrom(1, 500)], runFrom(501, 100, 'abc1234', {}, '2222222'));
    expect(runs).toEqual([
      {
        ...{ code: 'abc1234', commits: ['1111111', '2222222'] },
        ...{ seed: 1, histories: 600, steps: 12_000, lasted: 2000, seconds: 4 },
        ...{ reached: { alarm: 600 }, failures: [] },
      },
    ]);
  });

  it('keeps other seeds and other code apart', () => {
    const runs = withRun([runFrom(1, 500)], runFrom(1000, 100));
    expect(withRun(runs, runFrom(501, 100, 'def5678'))).toHaveLength(3);
  });

  it('does not count a history twice', () => {
    expect(() => withRun([runFrom(1, 500)], runFrom(500, 10))).toThrow(
      'seeds 500 to 509 of abc1234: 1 to 500 were played before.',
    );
    expect(() => withRun([runFrom(500, 10)], runFrom(1, 500))).toThrow('were played before');
  });

  it('counts a way to fail once, and keeps the first seeds', () => {
    const before = runFrom(1, 500, 'abc1234', { failures: [failure(7)] });
    const [run] = withRun([before], runFrom(501, 100, 'abc1234', { failures: [failure(555)] }));
    expect(run?.failures).toEqual([{ kind: 'n: <release> is lost', times: 2, seeds: [7, 555] }]);
  });

  it('is what is read from it again', () => {
    const run = runFrom(3, 4);
    expect(recordedRunSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run);
    const { code, commits, ...older } = run;
    expect(recordedRunSchema.parse({ ...older, commit: '1111111' })).toEqual({ ...run, code: '1111111' });
  });
});

describe('Two parts of a run', () => {
  it('are one run', () => {
    const first = played(2, { failures: [failure(1)] });
    expect(together(first, played(3, { failures: [failure(4)] }))).toEqual({
      ...{ histories: 5, steps: 100, lasted: 2000, reached: new Map([['alarm', 5]]) },
      failures: [{ ...failure(1), seeds: [1, 4] }],
    });
    expect(together(nothingPlayed, first)).toEqual(first);
  });
});
