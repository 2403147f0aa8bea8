import { describe, expect, it } from 'vitest';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { fleetsOf } from '../../../core/slack/fleets-of.ts';
import type { EndpointSeen, VariantSeen } from '../../../core/slack/seen.ts';
import { stepOf } from '../../../core/slack/step-of.ts';
import { viewOf } from '../../../core/slack/view-of.ts';
import { concludeEnding } from '../../../core/verdict/conclude.ts';
import { aBreach, aPlan, aRecord, aStop, instant, instantMs } from '../../support/builders.ts';
import { aDecision } from '../../support/gates.ts';

const plan = aPlan();
const aVariant = (over: Partial<VariantSeen> = {}): VariantSeen => ({
  name: 'AllTraffic',
  serving: 5,
  size: 5,
  weight: 1,
  ...over,
});
/** Two of five of the new fleet serve, and bake. */
const aShift = (over: Partial<VariantSeen> = {}): EndpointSeen => ({
  status: 'Updating',
  config: plan.previousConfig ?? '',
  variants: [aVariant({ serving: 3 })],
  pending: {
    config: plan.config,
    variants: [
      aVariant({
        serving: 2,
        doing: {
          status: 'Baking',
          message:
            'Baking for 300 seconds (TerminationWaitInSeconds) with traffic enabled on canary capacity of 2 instance(s).',
          since: instantMs,
        },
        ...over,
      }),
    ],
  },
});
const atRest = (config: string): EndpointSeen => ({ status: 'InService', config, variants: [aVariant()] });
const shifting = aRecord(plan, { phases: { resolving: instant, shifting: instant }, plan });
const anApproval = (over: Partial<GateItem> = {}): GateItem => ({
  ...openedGate('before', 0, 'approval', instantMs),
  until: instantMs + 3_600_000,
  ask: {
    question: 'Release it?',
    approve: 'approve',
    reject: 'reject',
    anyoneWithLink: false,
    reasonNeeded: false,
  },
  ...over,
});
const none = { gates: [], endpoint: undefined, alarms: [] };

describe('What is shown of a shift', () => {
  it('is the step with its end, both fleets with their shares, and the alarms against their thresholds', () => {
    const alarms = [
      { name: 'iris-5xx', state: 'ALARM', since: instantMs, value: 9, threshold: 1 },
      { name: 'of-somebody-else', state: 'OK', since: instantMs },
    ] as const;
    expect(viewOf({ record: shifting, gates: [], endpoint: aShift(), alarms })).toMatchObject({
      phase: 'shifting',
      since: instant,
      endpointStatus: 'Updating',
      step: { number: 2, of: 5, kind: 'bake', until: '2026-01-05T10:05:00.000Z' },
      fleets: [
        { name: 'blue', config: plan.previousConfig, trafficPercent: 60, instances: 3 },
        { name: 'green', config: plan.config, trafficPercent: 40, instances: 2 },
      ],
      alarms: [{ name: 'iris-5xx', on: 'rollback', state: 'ALARM', value: 9, threshold: 1, since: instant }],
      serving: false,
    });
  });

  it('has no value of an alarm that is OK again: it is of when it went so', () => {
    const alarms = [{ name: 'iris-5xx', state: 'OK', since: instantMs, value: 0.2, threshold: 1 }] as const;
    expect(viewOf({ record: shifting, gates: [], endpoint: aShift(), alarms }).alarms).toEqual([
      { name: 'iris-5xx', on: 'rollback', state: 'OK', threshold: 1 },
    ]);
  });

  it('has no step where somebody else’s update is under way', () => {
    const endpoint = { ...aShift(), pending: { config: 'theirs', variants: [aVariant()] } };
    expect(viewOf({ record: shifting, gates: [], endpoint, alarms: [] }).step).toBeUndefined();
  });

  it.each([
    ['Creating', 0, { number: 1, of: 5, kind: 'provision' }],
    ['ActivatingTraffic', 3, { number: 3, of: 5, kind: 'shift' }],
    ['Deleting', 5, { number: 5, of: 5, kind: 'terminate' }],
    ['SomethingNew', 1, undefined],
  ])('is SageMaker’s word %s in the plan’s', (status, serving, step) => {
    const doing = { status, message: '', since: instantMs };
    expect(stepOf(plan.timeline, aShift({ serving, doing }))).toEqual(step);
  });

  it('goes by the plan for the end of a bake of which AWS does not say how long it is', () => {
    const doing = { status: 'Baking', message: 'Baking.', since: instantMs };
    expect(stepOf(plan.timeline, aShift({ serving: 5, doing }))).toEqual({
      number: 5,
      of: 5,
      kind: 'final-bake',
      until: '2026-01-05T10:05:00.000Z',
    });
  });
});

describe('The fleets', () => {
  it('have a line for each of several variants, by its weight', () => {
    const fleet = (first: number, second: number) => [
      aVariant({ name: 'A', weight: 3, serving: first, size: 2 }),
      aVariant({ name: 'B', weight: 1, serving: second, size: 2 }),
    ];
    const seen = {
      ...atRest('old'),
      variants: fleet(2, 2),
      pending: { config: 'new', variants: fleet(1, 0) },
    };
    // 3/4 and 1/4 of the traffic; half of A's is on green.
    expect(fleetsOf(seen, 'new').map(({ name, trafficPercent }) => [name, trafficPercent])).toEqual([
      ['blue A', 37.5],
      ['blue B', 25],
      ['green A', 37.5],
      ['green B', 0],
    ]);
  });

  it('are green alone where the release serves, and blue where another config does', () => {
    expect(fleetsOf(atRest('new'), 'new')).toMatchObject([{ name: 'green', trafficPercent: 100 }]);
    expect(fleetsOf(atRest('old'), 'new')).toMatchObject([{ name: 'blue', trafficPercent: 100 }]);
  });

  it('of an endpoint that is being made are the one to come', () => {
    const seen = { status: 'Creating', config: '', variants: [] };
    const pending = { config: 'new', variants: [aVariant({ serving: 0 })] };
    expect(fleetsOf({ ...seen, pending }, 'new')).toMatchObject([{ name: 'green', trafficPercent: 0 }]);
    expect(fleetsOf(seen, 'new')).toEqual([]);
  });
});

describe('A gate', () => {
  const planned = { kind: 'approval', config: { timeoutSeconds: 3600, otherwise: 'reject' } };
  const record = aRecord(plan, {
    phases: { resolving: instant, 'gates-before': instant },
    gates: { before: [planned], during: [], after: [] },
  });

  it('that asks is shown with its question, its deadline, and what stands for an answer', () => {
    expect(viewOf({ ...none, record, gates: [anApproval()] }).gate).toEqual({
      id: `gate#${record.name}#before#0`,
      stage: 'before',
      kind: 'approval',
      why: 'Release it?',
      asks: true,
      until: '2026-01-05T11:00:00.000Z',
      otherwise: 'reject',
    });
  });

  it('that is answered asks no more, and says who answered', () => {
    const decision = aDecision('approve', instantMs + 1000, { reason: 'fine' });
    const { gate, decisions } = viewOf({ ...none, record, gates: [anApproval({ decision })] });
    expect(gate?.asks).toBe(false);
    expect(decisions).toEqual([
      {
        gate: { id: `gate#${record.name}#before#0`, stage: 'before', kind: 'approval' },
        verdict: 'approve',
        by: 'U0ANA',
        at: '2026-01-05T10:00:01.000Z',
        reason: 'fine',
        via: 'slack',
      },
    ]);
  });

  it('that asks comes before one that waits beside it; one that has passed is not shown', () => {
    const check = openedGate('during', 0, 'smoke', instantMs);
    const hold = anApproval({ stage: 'during', n: 1, kind: 'hold' });
    const gates = [anApproval({ status: 'passed' }), check, hold];
    expect(viewOf({ ...none, record: shifting, gates }).gate?.kind).toBe('hold');
    expect(viewOf({ ...none, record: shifting, gates: [gates[0] as GateItem] }).gate).toBeUndefined();
  });

  it('asks nobody once somebody wants the rollout ended, or it has', () => {
    const gates = [anApproval()];
    expect(viewOf({ ...none, record: { ...record, stop: aStop() }, gates }).gate).toBeUndefined();
    const conclusion = concludeEnding({ kind: 'stopped', stop: aStop() });
    const ended = { ...record, conclusion, outcome: conclusion.outcome, endedAt: instant };
    expect(viewOf({ ...none, record: ended, gates }).gate).toBeUndefined();
  });
});

describe('A rollout that has ended', () => {
  const ended = (kind: 'live' | 'rolled-back') => {
    const conclusion = concludeEnding({
      kind: 'verdict',
      verdict: kind === 'live' ? { kind } : { kind, breaches: [aBreach()] },
    });
    return { ...shifting, conclusion, outcome: conclusion.outcome, endedAt: '2026-01-05T11:00:00.000Z' };
  };

  it('serves while the endpoint has its config, and only if it was deployed', () => {
    const look = (kind: 'live' | 'rolled-back', config: string) =>
      viewOf({ ...none, record: ended(kind), endpoint: atRest(config) });
    expect(look('live', plan.config)).toMatchObject({ serving: true, fleets: [{ name: 'green' }] });
    expect(look('live', 'another')).toMatchObject({ serving: false, fleets: [] });
    expect(look('rolled-back', plan.config).serving).toBe(false);
  });

  it('says which alarms ended it, though they may be gone by now', () => {
    expect(viewOf({ ...none, record: ended('rolled-back') })).toMatchObject({
      phase: 'concluded',
      since: '2026-01-05T11:00:00.000Z',
      alarms: [{ name: 'iris-5xx', state: 'ALARM', value: 9, threshold: 1 }],
    });
  });
});
