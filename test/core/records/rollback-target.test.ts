import { describe, expect, it } from 'vitest';
import { rollbackTarget } from '../../../core/records/rollback-target.ts';
import type { Outcome } from '../../../core/verdict/conclusion.ts';
import { aRecord, aRelease, instant } from '../../support/builders.ts';

const ended = (version: string, outcome: Outcome, config = `config-${version}`) =>
  aRecord({ config }, { release: aRelease({ version }), outcome });
const one = ended('v1', 'DEPLOYED');
const two = ended('v2', 'DEPLOYED');
const bad = ended('v3', 'ROLLED_BACK');
const three = ended('v4', 'DEPLOYED');
const history = [one, two, bad, three];

/** The config to go back to, or what was got instead. */
const back = (records: Parameters<typeof rollbackTarget>[0], serving: string | undefined, to?: string) => {
  const target = rollbackTarget(records, serving, to);
  return target.kind === 'target' ? target.to.config : target.problem;
};

describe('Going back without saying where to', () => {
  it('leads to what was deployed before what serves, past what was rolled back', () => {
    expect(back(history, 'config-v4')).toBe('config-v2');
    expect(back([one, two, bad], 'config-v2')).toBe('config-v1');
  });

  it('leads to the last that was deployed, where somebody else’s config serves', () => {
    expect(back(history, 'from-the-console')).toBe('config-v4');
  });

  it('passes over a release that serves by its second deployment', () => {
    const again = aRecord({ config: 'config-v2' }, { release: two.release, attempt: 2, outcome: 'DEPLOYED' });
    expect(back([...history, again], 'config-v2')).toBe('config-v4');
  });

  it('is refused where there is nothing from before, and says what serves', () => {
    expect(back([one], 'config-v1')).toEqual({
      field: 'endpoint',
      expected: 'a release deployed before v1 (config-v1), which serves now',
      got: 'none',
    });
    expect(back([], undefined)).toMatchObject({ field: 'endpoint' });
  });

  it('has to be said where somebody else has put an older release live again', () => {
    // Neither v4, which they led away from, nor v1, which may be years old, is what anybody need mean.
    expect(back(history, 'config-v2')).toEqual({
      field: '--to',
      expected:
        'to be told what to go back to, since somebody else put v2 (config-v2) live after v4 (config-v4) was deployed',
      got: 'nothing',
      fix: `Name what to go to with --to: ${one.release.id}, ${three.release.id}.`,
    });
    expect(back([one, two], 'config-v1')).toMatchObject({ field: '--to' });
    expect(back(history, 'config-v2', 'config-v4')).toBe('config-v4');
  });

  it('has to be said likewise where that was done while a release was at its gates', () => {
    const shifted = aRecord(
      { config: 'config-v5', previousConfig: 'config-v4' },
      { release: aRelease({ version: 'v5' }), phases: { shifting: instant } },
    );
    expect(back([...history, shifted], 'config-v1')).toMatchObject({ field: '--to' });
    expect(back([...history, shifted], 'config-v4')).toBe('config-v2');
    expect(back([...history, shifted], 'config-v5')).toBe('config-v4');
  });

  it('leads on from a rollback that has failed and serves: nobody else put that live', () => {
    const failed = aRecord(
      { config: 'config-v2', previousConfig: 'config-v4' },
      { release: two.release, attempt: 2, phases: { shifting: instant }, outcome: 'FAILED' },
    );
    expect(back([...history, failed], 'config-v2')).toBe('config-v1');
  });
});

describe('What somebody else had put live', () => {
  const shifted = { phases: { shifting: instant } };
  const first = aRecord(
    { config: 'config-v1', previousConfig: 'theirs' },
    { release: aRelease({ version: 'v1' }), outcome: 'DEPLOYED', ...shifted },
  );
  const second = aRecord(
    { config: 'config-v2', previousConfig: 'config-v1' },
    { release: aRelease({ version: 'v2' }), outcome: 'DEPLOYED', ...shifted },
  );
  const over = (previousConfig: string) =>
    aRecord(
      { config: 'config-v3', previousConfig },
      { release: aRelease({ version: 'v3' }), outcome: 'DEPLOYED', ...shifted },
    );

  it('before the first release is the baseline: gone back to like a release, and called so', () => {
    expect(back([first], 'config-v1')).toBe('theirs');
    expect(back([first, second], 'config-v2')).toBe('config-v1');
    expect(back([first, second], 'config-v2', 'baseline')).toBe('theirs');
    expect(back([first, second], 'config-v2', 'theirs')).toBe('theirs');
  });

  it('is so whatever became of the release that took its place', () => {
    expect(back([{ ...first, outcome: 'FAILED' }], 'config-v1')).toBe('theirs');
    expect(back([{ ...first, outcome: 'ROLLED_BACK' }], 'theirs')).toMatchObject({ got: 'none' });
  });

  it('between two releases is what served before the second', () => {
    expect(back([first, over('by-hand')], 'config-v3')).toBe('by-hand');
    expect(back([first, over('by-hand')], 'config-v3', 'baseline')).toBe('theirs');
  });

  it('does not lead to what was rolled back from before, where it was put live once more by hand', () => {
    const back1 = aRecord(
      { config: 'theirs', previousConfig: 'config-v1' },
      {
        attempt: 2,
        start: { kind: 'rollback', at: instant, by: 'ana', config: 'theirs', foreign: true },
        outcome: 'DEPLOYED',
        ...shifted,
      },
    );
    const next = aRecord(
      { config: 'config-v2', previousConfig: 'theirs' },
      { release: aRelease({ version: 'v2' }), outcome: 'DEPLOYED', ...shifted },
    );
    expect(back([first, back1, next], 'theirs')).toMatchObject({ field: '--to', got: 'nothing' });
    expect(back([first, back1, next], 'theirs', 'config-v2')).toBe('config-v2');
  });

  it('is no choice while it serves', () => {
    const { expected } = back([first], 'theirs', 'baseline') as { expected: string };
    expect(expected).toBe(`a release that was deployed and does not serve now (${first.release.id})`);
  });

  it('is there as long as it was gone back to, too', () => {
    const again = aRecord(
      { config: 'theirs', previousConfig: 'config-v1' },
      {
        attempt: 2,
        start: { kind: 'rollback', at: instant, by: 'ana', config: 'theirs', foreign: true },
        outcome: 'DEPLOYED',
        ...shifted,
      },
    );
    expect(back([first, again], 'theirs')).toBe('config-v1');
  });

  it('is no baseline of an endpoint that a release has made', () => {
    const made = aRecord({ config: 'config-v1', previousConfig: null }, { outcome: 'DEPLOYED', ...shifted });
    expect(back([made], 'config-v1')).toMatchObject({ got: 'none' });
    expect(back([made, over('by-hand')], 'config-v3', 'baseline')).toMatchObject({ field: '--to' });
    expect(back([first, second], 'config-v2', 'nonsense')).toMatchObject({
      expected: expect.stringContaining('(baseline, '),
    });
  });
});

describe('Going back to a release that is named', () => {
  it.each([
    ['its id', one.release.id],
    ['the name of its rollout', one.name],
    ['its config', 'config-v1'],
  ])('by %s', (_, to) => {
    expect(back(history, 'config-v4', to)).toBe('config-v1');
  });

  it('is refused where it was never deployed, serves already, or is not known; what there is, is told', () => {
    expect(back(history, 'config-v4', bad.release.id)).toMatchObject({ field: '--to' });
    expect(back(history, 'config-v4', three.release.id)).toMatchObject({ field: '--to' });
    const problem = back(history, 'config-v4', 'iris-nonsense');
    expect(problem).toMatchObject({
      got: '"iris-nonsense"',
      expected: expect.stringContaining(one.release.id),
    });
  });
});
