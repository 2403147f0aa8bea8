import { describe, expect, it } from 'vitest';
import type { GateFact } from '../../../core/recording/facts.ts';
import { nothingJudged } from '../../../web/model/judged.ts';

const judge = [{ kind: 'judge' }] as GateFact[];
const known = { digest: 'd', alarmTexts: ['iris-5xx (rollback)'], gates: [] };

describe('Where no judge has found anything', () => {
  it.each([
    ['no judge is set', known, false],
    ['no judge is set', known, true],
    ['no judge has found anything yet', { ...known, gates: judge }, false],
    ['no judge found anything', { ...known, gates: judge }, true],
    [
      'no judge has found anything yet',
      { ...known, alarmTexts: ['5xx, by the gate judge (rollback)'] },
      false,
    ],
    ['no judge found anything', { ...known, alarmTexts: ['5xx, by Greenlight (hold)'] }, true],
    // Not settled: nobody knows yet.
    ['no judge has found anything yet', { ...known, digest: null }, false],
  ])('it is said that %s', (text, facts, hasEnded) => {
    expect(nothingJudged(facts, hasEnded)).toBe(text);
  });
});
