import { describe, expect, it } from 'vitest';
import { turns } from '../../../../scenarios/fuzz/promises/turns.ts';
import { ended, rollout, seen } from './seen.ts';

const minute = 60_000;
const said = (at: number, version: string, phase: string) => ({
  ...{ at: new Date(at * minute).toISOString(), endpoint: 'iris', rollout: rollout(version), phase },
});

/** v1 ends after ten minutes; v2 waits since the first, and has its turn at `admitted`. */
const judged = (admitted: number, troubles: string[] = ['upload']) =>
  turns(
    seen({
      troubles,
      announced: [said(1, 'v2', 'queued'), said(10, 'v1', 'concluded'), said(admitted, 'v2', 'admitted')],
      endings: [ended(10 * minute, rollout('v1'), 'DEPLOYED'), ended(30 * minute, rollout('v2'), 'DEPLOYED')],
    }),
  );

describe('Whoever waits', () => {
  it('has their turn as soon as the one before them ends', () => {
    expect(judged(10)).toEqual([]);
    expect(judged(11)).toEqual([]);
    expect(judged(12)).toEqual([expect.stringContaining('nothing ended just before')]);
  });

  it('has no turn before that', () => {
    expect(judged(9)).toEqual([expect.stringContaining('8: ')]);
  });

  it('may wait longer where there are troubles, or others at the endpoint', () => {
    expect(judged(12, ['kill'])).toEqual([]);
    expect(judged(12, ['call'])).toEqual([]);
  });
});
