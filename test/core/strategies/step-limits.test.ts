import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapacitySize } from '../../../core/sagemaker.ts';
import { type StrategyPolicy, strategyOf } from '../../../core/strategies/strategies.ts';
import { sentence } from '../../../core/values/problem.ts';
import { parseStep } from '../../../core/values/step.ts';
import * as policies from './policies.ts';

const sizeOf = (step: string) => parseStep(step) as CapacitySize;
const linear = (step: string) => policies.linear(sizeOf(step));
const canary = (step: string) => policies.canary(sizeOf(step));
const rolling = (step: string, rollback?: string) =>
  policies.rolling(sizeOf(step), {}, rollback === undefined ? undefined : sizeOf(rollback));

const fields = {
  strategy: 'rollout.strategy',
  step: 'rollout.step',
  rollbackStep: 'rollout.rollbackStep',
  bake: 'rollout.bake',
  finalBake: 'rollout.finalBake',
  timeout: 'rollout.timeout',
};
const problems = (policy: StrategyPolicy, ...counts: number[]) =>
  strategyOf(policy).problems(
    policy,
    counts.map((instanceCount, index) => ({ name: `v${index + 1}`, instanceCount })),
    fields,
  );
const refusal = (policy: StrategyPolicy, ...counts: number[]) => problems(policy, ...counts).map(sentence);

describe('A linear step', () => {
  it.each([
    ['10%', 5],
    ['50%', 4],
    ['20%', 7],
    ['1 instance', 10],
    ['1 instance', 2],
    ['5 instances', 10],
  ])('of %s in a fleet of %d is within 10 to 50 percent', (step, instances) => {
    expect(refusal(linear(step), instances)).toEqual([]);
  });

  it.each([
    ['60%', 5, '60% (60 % of 5 instances)'],
    ['51%', 5, '51% (51 % of 5 instances)'],
    ['9%', 5, '9% (9 % of 5 instances)'],
    ['100%', 5, '100% (100 % of 5 instances)'],
    ['3 instances', 5, '3 instances (60 % of 5 instances)'],
    ['1 instance', 11, '1 instance (9.1 % of 11 instances)'],
    // Never rounded to a number within the range.
    ['2 instances', 21, '2 instances (9.5 % of 21 instances)'],
    ['64 instances', 127, '64 instances (50.4 % of 127 instances)'],
  ])('of %s in a fleet of %d is refused with the numbers', (step, instances, got) => {
    const expected = `rollout.step: expected 10 to 50 % of the fleet, got ${got}. Choose a step within that range.`;
    expect(refusal(linear(step), instances)).toEqual([expected]);
  });
});

describe('A canary', () => {
  it.each([
    ['1%', 5],
    ['50%', 6],
    ['1 instance', 2],
    ['1 instance', 100],
  ])('of %s in a fleet of %d is at most half of it', (step, instances) => {
    expect(refusal(canary(step), instances)).toEqual([]);
  });

  it.each([
    ['of all instances', '5 instances', 5, '5 instances (100 % of 5 instances)'],
    ['of everything', '100%', 5, '100% (100 % of 5 instances)'],
    ['of more instances than there are', '6 instances', 5, '6 instances (120 % of 5 instances)'],
    ['of just over half', '51%', 5, '51% (51 % of 5 instances)'],
  ])('%s is refused', (_, step, instances, got) => {
    const expected = `rollout.step: expected at most 50 % of the fleet, got ${got}. Choose a step within that range.`;
    expect(refusal(canary(step), instances)).toEqual([expected]);
  });
});

describe('A batch of a rolling update', () => {
  it.each([
    ['5%', 20],
    ['50%', 4],
    ['1 instance', 20],
    ['1 instance', 2],
  ])('of %s in a fleet of %d is within 5 to 50 percent', (step, instances) => {
    expect(refusal(rolling(step), instances)).toEqual([]);
  });

  it.each([
    ['4%', 20, '4% (4 % of 20 instances)'],
    ['1 instance', 21, '1 instance (4.8 % of 21 instances)'],
    ['3 instances', 5, '3 instances (60 % of 5 instances)'],
  ])('of %s in a fleet of %d is refused with the numbers', (step, instances, got) => {
    const expected = `rollout.step: expected 5 to 50 % of the fleet, got ${got}. Choose a step within that range.`;
    expect(refusal(rolling(step), instances)).toEqual([expected]);
  });

  it('may bring everything back at once, and no more than that', () => {
    expect(refusal(rolling('20%', '100%'), 5)).toEqual([]);
    expect(refusal(rolling('20%', '101%'), 5)).toEqual([
      'rollout.rollbackStep: expected at most 100 % of the fleet, got 101%.',
    ]);
  });
});

describe('A percentage that comes to no whole number of instances', () => {
  it.each([
    // 2.5: 3 of 5 are more than half, however AWS reads it.
    [linear('50%'), 5, '10 to 50 %', '50% of 5 instances, which may become 3 (60 %)', '1 to 2 instances'],
    [canary('50%'), 3, 'at most 50 %', '50% of 3 instances, which may become 2 (66.7 %)', '1 instance'],
    [canary('40%'), 3, 'at most 50 %', '40% of 3 instances, which may become 2 (66.7 %)', '1 instance'],
    // 1.4: rounded to the nearest it is 1 of 14, less than a tenth.
    [linear('10%'), 14, '10 to 50 %', '10% of 14 instances, which may become 1 (7.1 %)', '2 to 7 instances'],
    // 2.4 of 49: 2 are 4.1 %.
    [rolling('5%'), 49, '5 to 50 %', '5% of 49 instances, which may become 2 (4.1 %)', '3 to 24 instances'],
  ])('is refused where a reading breaks the rule (%#)', (policy, instances, range, got, fix) => {
    expect(refusal(policy, instances)).toEqual([
      `rollout.step: expected ${range} of the fleet, however AWS rounds to instances, got ${got}. Write ${fix}.`,
    ]);
  });

  it('is allowed wherever every reading keeps the rule', () => {
    // 20 % of 7: 2 or 1 of 7. 33 % of 3: 1, rounded either way.
    for (const [policy, instances] of [
      [linear('20%'), 7],
      [linear('33%'), 3],
      [canary('10%'), 5],
    ] as const)
      expect(refusal(policy, instances)).toEqual([]);
  });

  it('is never allowed beyond the rule, rounded up or to the nearest', () => {
    const percent = fc.integer({ min: 1, max: 100 });
    const fleet = fc.integer({ min: 2, max: 400 });
    fc.assert(
      fc.property(percent, fleet, (value, instances) => {
        if (refusal(linear(`${value}%`), instances).length > 0) return;
        for (const round of [Math.ceil, Math.round]) {
          const step = Math.max(1, round((instances * value) / 100));
          expect(step * 10).toBeGreaterThanOrEqual(instances);
          expect(step * 2).toBeLessThanOrEqual(instances);
        }
      }),
    );
  });

  it('can always be written as instances instead, as the refusal says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 50 }), fc.integer({ min: 2, max: 400 }), (value, instances) => {
        const [first] = problems(linear(`${value}%`), instances);
        for (const count of first?.fix?.match(/\d+/g) ?? [])
          expect(refusal(linear(`${count} instance`), instances)).toEqual([]);
      }),
    );
  });
});

describe('Several variants', () => {
  it('are each held to the rule, and named', () => {
    expect(refusal(linear('2 instances'), 10, 3, 1)).toEqual([
      'rollout.step: expected 10 to 50 % of the fleet, got 2 instances (66.7 % of 3 instances of variant v2). Choose a step within that range.',
      'rollout.strategy: expected a fleet of 2 or more instances, since half of it is the largest part that may shift, ' +
        'got 1 instance of variant v3. Use strategy all-at-once with a finalBake, or give the fleet more instances.',
    ]);
  });
});

describe('A fleet of one instance', () => {
  it.each([canary('1 instance'), canary('10%'), linear('50%'), rolling('20%')])(
    'cannot shift in parts (%#)',
    (policy) => {
      expect(refusal(policy, 1)).toEqual([
        'rollout.strategy: expected a fleet of 2 or more instances, since half of it is the largest part that may shift, ' +
          'got 1 instance. Use strategy all-at-once with a finalBake, or give the fleet more instances.',
      ]);
    },
  );

  it('can shift all at once', () => {
    expect(refusal(policies.allAtOnce(), 1)).toEqual([]);
  });
});
