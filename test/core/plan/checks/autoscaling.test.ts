import { describe, expect, it } from 'vitest';
import { autoscalingProblems } from '../../../../core/plan/checks/autoscaling.ts';
import { sentence } from '../../../../core/values/problem.ts';

const variant = (name: string, instanceType?: string) => ({ name, instanceType });

function check(
  before: ReturnType<typeof variant>[],
  after: ReturnType<typeof variant>[],
  autoscaled: string[] | undefined,
) {
  const { problems, warnings } = autoscalingProblems({ endpoint: 'iris', before, after, autoscaled });
  return { problems: problems.map(sentence), warnings: warnings.map(sentence) };
}

const fine = { problems: [], warnings: [] };
const m5 = [variant('AllTraffic', 'ml.m5.large')];
const g5 = [variant('AllTraffic', 'ml.g5.xlarge')];

describe('An autoscaled variant', () => {
  it('keeps its instance type, or is refused with what to do first', () => {
    expect(check(m5, g5, ['AllTraffic'])).toEqual({
      problems: [
        'fleet.instanceType: expected "ml.m5.large" as now, since variant "AllTraffic" is autoscaled and SageMaker ' +
          'refuses to change its type, got "ml.g5.xlarge". Keep the type, or deregister the scalable target ' +
          'endpoint/iris/variant/AllTraffic first (its policies and scheduled actions go with it), and register it ' +
          'again after the rollout.',
      ],
      warnings: [],
    });
  });

  it('may get another model on the same type', () => {
    expect(check(m5, m5, ['AllTraffic'])).toEqual(fine);
  });

  it('is no obstacle to another variant’s change', () => {
    const before = [variant('a', 'ml.m5.large'), variant('b', 'ml.m5.large')];
    const after = [variant('b', 'ml.m5.large'), variant('a', 'ml.g5.xlarge')];
    expect(check(before, after, ['b'])).toEqual(fine);
    expect(check(before, after, ['a', 'b']).problems).toHaveLength(1);
  });

  it('cannot become serverless either', () => {
    expect(check(m5, [variant('AllTraffic')], ['AllTraffic']).problems[0]).toContain('got nothing');
  });
});

describe('A variant that is not autoscaled', () => {
  it('may change its instance type', () => {
    expect(check(m5, g5, [])).toEqual(fine);
  });
});

describe('Where it cannot be read what is autoscaled', () => {
  it('a change of the type is worth a warning', () => {
    const { problems, warnings } = check(m5, g5, undefined);
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      'fleet.instanceType: expected "ml.m5.large" as now, or a variant "AllTraffic" that is not autoscaled, which could ' +
        'not be read, got "ml.g5.xlarge". If it is autoscaled, deregister the scalable target ' +
        'endpoint/iris/variant/AllTraffic first (its policies and scheduled actions go with it), and register it ' +
        'again after the rollout.',
    ]);
  });

  it('nothing is said where no type changes', () => {
    expect(check(m5, m5, undefined)).toEqual(fine);
  });
});
