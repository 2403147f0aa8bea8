import { describe, expect, it } from 'vitest';
import { mutantsOf } from '../../../tools/mutation/mutants.ts';

const changesIn = (source: string) =>
  mutantsOf(source).map(({ line, from, to }) => `${line}: ${from} → ${to}`);

describe('Mutants of a source text', () => {
  it('change conditions, operators and numbers', () => {
    expect(changesIn('if (a === 1 && !b) c();\nconst limit = x - 2;')).toEqual([
      '1: a === 1 && !b → false',
      '1: a === 1 && !b → true',
      '1: === → !==',
      '1: 1 → (1 + 1)',
      '1: && → ||',
      '1: !b → b',
      '1: c(); → ;',
      '2: - → +',
      '2: 2 → (2 + 1)',
    ]);
  });

  it('leave out what is done, chosen and asked for', () => {
    expect(changesIn('await tell(a.filter(b));')).toEqual([
      '1: await tell(a.filter(b)); → ;',
      '1: .filter(b) → ',
    ]);
    expect(changesIn('const c = { ...(a && { b }) };')).toEqual(['1: a && { b } → undefined']);
    expect(changesIn('const c = a ?? b;')).toEqual(['1: a ?? b → a']);
    expect(changesIn('const c = a ? b : d;')).toEqual(['1: a ? b : d → (b)', '1: a ? b : d → (d)']);
  });

  it('leave types, imports and texts alone', () => {
    expect(changesIn("import { a } from 'a';\ntype B = 1 | true;\nconst c: B = f(a + 'x' as B);")).toEqual(
      [],
    );
  });

  it('are the whole text with one change', () => {
    expect(mutantsOf('f(true);').map(({ mutated }) => mutated)).toEqual([';', 'f(false);']);
  });

  it('are made of TypeScript only', () => {
    expect(() => mutantsOf('if (')).toThrow();
  });
});
