import { describe, expect, it } from 'vitest';
import { goingBack } from '../../../core/plan/going-back.ts';
import { historyOf } from '../../../core/records/history-of.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { rolloutName } from '../../../core/release.ts';
import { aPlan, aRollback, aRollout, aSmallPlan, instant } from '../../support/builders.ts';

const record = (phases: RolloutRecord['phases'], over: Partial<RolloutRecord> = {}): RolloutRecord => {
  const { release, attempt, start } = aRollout();
  return {
    name: rolloutName(aRollout()),
    endpoint: 'iris',
    release,
    attempt,
    start,
    execution: 'arn',
    startedAt: instant,
    phases,
    ...over,
  };
};
const shifting = { shifting: instant };

describe('The deployment configs of an endpoint, told from its rollouts', () => {
  it('are those of the newest release that shifted, and no rollback’s', () => {
    const newest = aPlan();
    const records = [
      record(shifting, { plan: aSmallPlan() }),
      record(shifting, { plan: newest }),
      record(shifting, { plan: aSmallPlan(), start: aRollback().start }),
      record({ resolving: instant }, { plan: aSmallPlan() }),
    ];
    expect(historyOf(records)).toEqual({ released: newest.deployment });
  });

  it('are also that of an update back', () => {
    const { goingBackSeconds: _, ...plan } = aPlan();
    const records = [record({ ...shifting, 'going-back': instant }, { plan })];
    expect(historyOf(records)).toEqual({ released: plan.deployment, wentBack: goingBack() });
  });

  it('are none where none shifted', () => {
    expect(historyOf([])).toEqual({});
    expect(historyOf([record({ resolving: instant })])).toEqual({});
  });
});
