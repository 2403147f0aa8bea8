import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentence, shown } from '../../../core/values/problem.ts';

describe('A problem', () => {
  it('reads as a sentence: where, what was expected, what came, what to do', () => {
    expect(
      sentence({
        field: 'rollout.step',
        expected: '10 to 50 % of the fleet',
        got: '60%',
        fix: 'Choose a step within that range.',
      }),
    ).toBe('rollout.step: expected 10 to 50 % of the fleet, got 60%. Choose a step within that range.');
  });

  it('says in which line of the manifest it is, where it is in one', () => {
    expect(sentence({ field: 'keep', expected: 'a', got: 'b', line: 7 })).toBe(
      'keep (line 7): expected a, got b.',
    );
  });

  it('needs no advice where there is none', () => {
    expect(sentence({ field: 'a', expected: 'b', got: 'c' })).toBe('a: expected b, got c.');
  });
});

describe('A value that is shown back', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [0, '0'],
    [false, 'false'],
    ['iris', '"iris"'],
    ['', '""'],
    [Number.NaN, 'null'],
    [['a', 1], '["a",1]'],
  ])('%j is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('stays one short line, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = shown(value);
        expect(text).not.toMatch(/[\r\n]/);
        expect(text.length).toBeLessThanOrEqual(81);
      }),
    );
    expect(shown('one\ntwo\u0000')).toBe('"one\\ntwo\\u0000"');
  });
});
