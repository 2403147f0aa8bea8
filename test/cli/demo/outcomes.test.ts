import { describe, expect, it } from 'vitest';
import { type OutcomeReport, Outcomes } from '../../../cli/demo/outcomes.ts';

const outcome = (release: string): OutcomeReport => ({
  type: 'outcome',
  at: '2026-01-05T00:00:00Z',
  endpoint: 'iris',
  release,
  outcome: 'DEPLOYED',
  cause: 'because',
});

describe('waiting for the outcome of a release', () => {
  it('ends with that release’s, whether it came before or comes later', async () => {
    const outcomes = new Outcomes();
    const later = outcomes.of('b');
    outcomes.add(outcome('a'));
    outcomes.add(outcome('b'));
    expect((await outcomes.of('a')).release).toBe('a');
    expect((await later).release).toBe('b');
    expect(outcomes.all.map(({ release }) => release)).toEqual(['a', 'b']);
  });
});
