import { describe, expect, it } from 'vitest';
import { fieldPath, located } from '../../../core/manifest/lines.ts';
import { sentence } from '../../../core/values/problem.ts';
import { aProblem } from '../../support/builders.ts';

describe('The path of a field', () => {
  it.each([
    [['alarms', 0, 'name'], 'alarms[0].name'],
    [['keep'], 'keep'],
    [[], ''],
  ])('%j is shown as %s', (path, shown) => {
    expect(fieldPath(path)).toBe(shown);
  });
});

describe('A problem found after parsing', () => {
  const asked: unknown[] = [];
  const placeOf = (path: readonly (string | number)[]) => {
    asked.push(path);
    return { line: 7 };
  };

  it('gets its line by the path that its field spells', () => {
    expect(located(aProblem({ field: 'alarms[12].name' }), placeOf).line).toBe(7);
    expect(asked.at(-1)).toEqual(['alarms', 12, 'name']);
    expect(located(aProblem({ field: 'gates.after[1].alarms-clear.for' }), placeOf).line).toBe(7);
    expect(asked.at(-1)).toEqual(['gates', 'after', 1, 'alarms-clear', 'for']);
    expect(sentence(located(aProblem(), placeOf))).toBe(
      'rollout.step (line 7): expected 10 to 50 % of the fleet, got 60%.',
    );
  });

  it('keeps the line that it has, and has none where it is not about the manifest', () => {
    expect(located(aProblem({ line: 2 }), placeOf).line).toBe(2);
    for (const field of ['endpoint', 'models/iris/v1/model.tar.gz', 'manifest'])
      expect(located(aProblem({ field }), placeOf)).not.toHaveProperty('line');
    expect(located(aProblem(), undefined)).not.toHaveProperty('line');
    expect(located(aProblem(), () => undefined)).not.toHaveProperty('line');
  });
});
