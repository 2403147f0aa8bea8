import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDuration } from '../../../../core/plan/checks/duration.ts';
import { type StrategyPolicy, strategyOf } from '../../../../core/strategies/strategies.ts';
import { sentence } from '../../../../core/values/problem.ts';
import { parseStep } from '../../../../core/values/step.ts';
import { allAtOnce, canary, count, linear, percent, rolling } from '../../strategies/policies.ts';

const fields = {
  strategy: 'rollout.strategy',
  step: 'rollout.step',
  rollbackStep: 'rollout.rollbackStep',
  bake: 'rollout.bake',
  finalBake: 'rollout.finalBake',
  timeout: 'rollout.timeout',
};
const check = (policy: StrategyPolicy, instanceCount = 5) =>
  checkDuration({ policy, variants: [{ name: 'AllTraffic', instanceCount }], startSeconds: 1200 }, fields);
const refusal = (policy: StrategyPolicy, instances = 5) => check(policy, instances).problems.map(sentence);
const unlimited = (policy: StrategyPolicy): StrategyPolicy => ({ ...policy, timeout: undefined });

describe('A timeout that is written', () => {
  // 240 + 5 × 300 + 300 + 60
  const lasts = 2100;

  it('must not be shorter than the plan, whose sum is told', () => {
    expect(refusal(linear(percent(20), { timeout: lasts - 1 }))).toEqual([
      'rollout.timeout: expected at least what the rollout takes, 35m ' +
        '(4m to get instances + 5 × 5m of bakes + 5m of final bake + 1m to end instances), got 34m59s. ' +
        'Give it a longer timeout or shorter bakes, or leave it out: then it is 1h21m.',
    ]);
    expect(refusal(linear(percent(20), { timeout: lasts }))).toEqual([]);
  });

  it('must cover instances that come and go with every batch', () => {
    const policy = rolling(count(1), { bake: 120, timeout: 4680 });
    expect(refusal(policy, 12)).toEqual([
      'rollout.timeout: expected at least what the rollout takes, 1h24m ' +
        '(12 × 4m to get instances + 12 × 2m of bakes + 12 × 1m to end instances), got 1h18m. ' +
        'Give it a longer timeout or shorter bakes, or leave it out: then it is 5h6m.',
    ]);
  });
});

describe('A rollout that cannot end within AWS’s eight hours', () => {
  it('is refused, with the step that would fit', () => {
    // 20 × (240 + 1800 + 60) is 11h40m; by 2, ten batches are 5h50m.
    expect(refusal(unlimited(rolling(percent(5), { bake: 1800 })), 20)).toEqual([
      'rollout.step: expected at least 10%, so that the rollout ends within the 8h that AWS allows, ' +
        'got 5%, which takes 11h40m (20 × 4m to get instances + 20 × 30m of bakes + 20 × 1m to end instances). ' +
        'Take a larger step, or bake shorter.',
    ]);
    expect(refusal(unlimited(rolling(count(1), { bake: 1800 })), 20)).toEqual([
      expect.stringMatching(/expected at least 2 instances, so that/),
    ]);
  });

  it('is refused for its step alone, whatever timeout is written', () => {
    expect(check(rolling(count(1), { bake: 1800, timeout: 28_800 }), 20).problems).toMatchObject([
      { field: 'rollout.step' },
    ]);
  });

  it('can always be written with the step that is told', () => {
    const policies = fc
      .tuple(fc.boolean(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 900, max: 3600 }))
      .map(([rolls, size, bake]) =>
        unlimited(rolls ? rolling(count(size), { bake }) : linear(count(size), { bake, finalBake: 3600 })),
      );
    fc.assert(
      fc.property(policies, fc.integer({ min: 2, max: 60 }), (policy, fleet) => {
        const variants = [{ name: 'AllTraffic', instanceCount: fleet }];
        const [problem] = check(policy, fleet).problems;
        if (problem === undefined) return;
        const step = parseStep(/at least (.*), so/.exec(problem.expected)?.[1] ?? '');
        const written = { ...policy, step } as StrategyPolicy;
        expect(check(written, fleet).problems).toEqual([]);
        expect(strategyOf(written).problems(written, variants, fields)).toEqual([]);
      }),
    );
  });
});

describe('Without a timeout of its own', () => {
  it('it is told where even eight hours leave no room for slow starts', () => {
    // 20 × (240 + 600 + 60) = 18,000 s as planned, 20 × (1200 + 600 + 60) = 37,200 s with slow starts.
    expect(check(unlimited(rolling(count(1), { bake: 600 })), 20)).toEqual({
      problems: [],
      warnings: [
        {
          field: 'rollout.timeout',
          expected: '10h20m, so that every start may take the 20m that it is allowed',
          got: '8h, the most that AWS allows',
          fix: 'Where starts are slow, take a larger step or shorter bakes.',
        },
      ],
    });
  });

  it('nothing is told where they do', () => {
    expect(check(unlimited(allAtOnce()))).toEqual({ problems: [], warnings: [] });
  });
});

describe('What the endpoint’s owner stored', () => {
  const inherited = (policy: StrategyPolicy) =>
    checkDuration(
      { policy, variants: [{ name: 'AllTraffic', instanceCount: 5 }], startSeconds: 1200 },
      fields,
      true,
    );
  // The guide's canary: 240 + 600 + 600 + 60, and with a bake after the last shift too, 600 more.
  const guides = (timeout: number) => canary(percent(30), { bake: 600, finalBake: 600, timeout });

  it('is only told of where AWS may be read so that it ends in time', () => {
    expect(inherited(guides(1800))).toMatchObject({
      problems: [],
      warnings: [{ field: 'rollout.timeout', got: '30m' }],
    });
    expect(inherited(guides(1500)).problems).toEqual([]);
  });

  it('is refused where it cannot', () => {
    expect(inherited(guides(1499)).problems).toMatchObject([{ field: 'rollout.timeout', got: '24m59s' }]);
  });
});
