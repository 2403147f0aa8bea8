import { describe, expect, it } from 'vitest';
import { rollbackTarget } from '../../../core/records/rollback-target.ts';
import type { Outcome } from '../../../core/verdict/conclude.ts';
import { aRecord, aRelease } from '../../support/builders.ts';

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
  return target.kind === 'target' ? target.config : target.problem;
};

describe('Going back without saying where to', () => {
  it('leads to what was deployed before what serves, past what was rolled back', () => {
    expect(back(history, 'config-v4')).toBe('config-v2');
    expect(back(history, 'config-v2')).toBe('config-v1');
  });

  it('leads to the last that was deployed, where somebody else’s config serves', () => {
    expect(back(history, 'from-the-console')).toBe('config-v4');
  });

  it('passes over a release that serves by its second deployment', () => {
    const again = aRecord({ config: 'config-v2' }, { release: two.release, attempt: 2, outcome: 'DEPLOYED' });
    expect(back([...history, again], 'config-v2')).toBe('config-v4');
  });

  it('is refused where there is nothing from before', () => {
    expect(back([one], 'config-v1')).toMatchObject({ field: 'endpoint', got: 'none' });
    expect(back([], undefined)).toMatchObject({ field: 'endpoint' });
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
