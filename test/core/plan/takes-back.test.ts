import { describe, expect, it } from 'vitest';
import { compare } from '../../../core/gates/compare.ts';
import type { PlannedGate } from '../../../core/gates/gate.ts';
import { hold } from '../../../core/gates/hold.ts';
import { usualTerms } from '../../../core/gates/hold-terms.ts';
import { judge } from '../../../core/gates/judge.ts';
import { smoke } from '../../../core/gates/smoke.ts';
import { takesBack } from '../../../core/plan/takes-back.ts';
import { configOf } from '../../support/gates.ts';

const alarm = (name: string, on: 'rollback' | 'hold' | 'notify') => ({ name, on, managed: false });
const comparison = (on: 'rollback' | 'hold' | 'notify'): PlannedGate => ({
  kind: compare.kind,
  config: { compare: '5xx', tolerance: 2, falseAlarms: 0.01, floor: 0.001, on },
});

describe('What would take a rollout back', () => {
  it('are alarms that SageMaker watches, and checks in the bakes; not what tells or asks', () => {
    const alarms = [alarm('iris-5xx', 'rollback'), alarm('kpi', 'hold'), alarm('load', 'notify')];
    const during: PlannedGate[] = [
      { kind: smoke.kind, config: {} },
      { kind: judge.kind, config: configOf(judge, 'during', { compare: 'score' }) },
      { kind: hold.kind, config: { ...usualTerms, alarm: 'kpi' } },
      ...(['rollback', 'hold', 'notify'] as const).map(comparison),
    ];
    expect(takesBack({ alarms }, during)).toEqual([
      'iris-5xx',
      'the check smoke',
      "comparing score with the old fleet's (1.5× tolerated)",
      "comparing 5xx with the old fleet's (2× tolerated)",
    ]);
  });

  it('is nothing where nothing does more than ask', () => {
    expect(takesBack({ alarms: [alarm('kpi', 'hold')] }, [comparison('hold')])).toEqual([]);
  });
});
