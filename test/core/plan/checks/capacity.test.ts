import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capacityProblems,
  countByType,
  type Fleet,
  peakByType,
} from '../../../../core/plan/checks/capacity.ts';
import { sentence } from '../../../../core/values/problem.ts';

const m5 = (instanceCount: number): Fleet => ({ instanceType: 'ml.m5.large', instanceCount });
const g5 = (instanceCount: number): Fleet => ({ instanceType: 'ml.g5.xlarge', instanceCount });

/** What the checks of a rollout from `before` to `after` say, by quota of m5 and g5. */
function check(before: Fleet[], after: Fleet[], peakInstances: number, quotas: Record<string, number>) {
  const { problems, warnings } = capacityProblems({
    peak: peakByType(before, after, peakInstances),
    quotas,
    inUseNow: countByType(before),
  });
  return { problems: problems.map(sentence), warnings: warnings.map(sentence) };
}

const fine = { problems: [], warnings: [] };

describe('A blue/green update', () => {
  it('needs room for both fleets', () => {
    expect(check([m5(3)], [m5(3)], 6, { 'ml.m5.large': 5 })).toEqual({
      problems: [
        "fleet.instanceCount: expected at most 5 instances of ml.m5.large at once, the account's quota " +
          '"ml.m5.large for endpoint usage" over all endpoints, got 6, both fleets together: 3 now and 3 more. ' +
          'Ask AWS Service Quotas for 6 or more, or need fewer: a smaller fleet, or strategy rolling with a small step.',
      ],
      warnings: [],
    });
  });

  it('may take the very last instance of a quota', () => {
    expect(check([m5(3)], [m5(3)], 6, { 'ml.m5.large': 6 })).toEqual(fine);
  });

  it('has all variants of both fleets at once', () => {
    const fleets = [m5(2), m5(1), g5(1)];
    expect(peakByType(fleets, fleets, 8)).toEqual({ 'ml.m5.large': 6, 'ml.g5.xlarge': 2 });
    const { problems } = check(fleets, fleets, 8, { 'ml.m5.large': 5, 'ml.g5.xlarge': 1 });
    expect(problems.map((problem) => /of (ml\.\S+) at once/.exec(problem)?.[1])).toEqual([
      'ml.m5.large',
      'ml.g5.xlarge',
    ]);
  });
});

describe('A rolling update', () => {
  it('needs room for one batch more only', () => {
    expect(check([m5(3)], [m5(3)], 4, { 'ml.m5.large': 4 })).toEqual(fine);
    expect(check([m5(3)], [m5(3)], 4, { 'ml.m5.large': 3 }).problems).toHaveLength(1);
  });

  it('to another type ends with all of the new one', () => {
    expect(peakByType([m5(3)], [g5(3)], 4)).toEqual({ 'ml.m5.large': 3, 'ml.g5.xlarge': 3 });
  });
});

describe('A change of the instance type', () => {
  it('needs room for the new type alone, and rolling would not help', () => {
    const { problems } = check([m5(3)], [g5(3)], 6, { 'ml.m5.large': 3, 'ml.g5.xlarge': 0 });
    expect(problems).toEqual([
      "fleet.instanceCount: expected at most 0 instances of ml.g5.xlarge at once, the account's quota " +
        '"ml.g5.xlarge for endpoint usage" over all endpoints, got 3. ' +
        'Ask AWS Service Quotas for 3 or more, or use a smaller fleet.',
    ]);
  });

  it('is not refused for the old type, whose quota was lowered below what serves', () => {
    expect(check([m5(3)], [g5(3)], 6, { 'ml.m5.large': 1, 'ml.g5.xlarge': 3 })).toEqual(fine);
  });
});

describe('A first release', () => {
  it('needs room for its own fleet', () => {
    expect(check([], [m5(3)], 3, { 'ml.m5.large': 3 })).toEqual(fine);
    expect(check([], [m5(3)], 3, { 'ml.m5.large': 2 }).problems).toHaveLength(1);
  });

  it('of a serverless variant needs none', () => {
    expect(check([], [{ instanceCount: 0 }], 0, {})).toEqual(fine);
  });
});

describe('A quota that could not be read', () => {
  it('is worth a warning, with what to look for, and refuses nothing', () => {
    expect(check([m5(3)], [m5(3)], 6, {})).toEqual({
      problems: [],
      warnings: [
        'fleet.instanceCount: expected a service quota "ml.m5.large for endpoint usage" with room for 6, both fleets ' +
          'together: 3 now and 3 more, got one that could not be read. Look it up in the Service Quotas console, or ' +
          'allow servicequotas:ListServiceQuotas.',
      ],
    });
  });

  it('does not hide that another is too small', () => {
    const { problems, warnings } = check([], [m5(3), g5(1)], 4, { 'ml.m5.large': 2 });
    expect([problems.length, warnings.length]).toEqual([1, 1]);
  });
});

describe('Whatever the fleets', () => {
  const fleets = fc.array(
    fc.record({ instanceType: fc.constantFrom('ml.m5.large', 'ml.g5.xlarge'), instanceCount: fc.nat(20) }),
    { maxLength: 4 },
  );

  it('quotas with room for both are enough, and one too small by an instance is told', () => {
    fc.assert(
      fc.property(fleets, fleets, (before, after) => {
        const both = countByType([...before, ...after]);
        const inUseNow = countByType(before);
        const total = [...before, ...after].reduce((sum, { instanceCount }) => sum + instanceCount, 0);
        const peak = peakByType(before, after, total);
        expect(peak).toEqual(both);
        expect(capacityProblems({ peak, quotas: both, inUseNow })).toEqual(fine);
        for (const [type, count] of Object.entries(both)) {
          const quotas = { ...both, [type]: count - 1 };
          const more = count > (inUseNow[type] ?? 0);
          expect(capacityProblems({ peak, quotas, inUseNow }).problems).toHaveLength(more ? 1 : 0);
        }
      }),
    );
  });
});
