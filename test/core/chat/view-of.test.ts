import { describe, expect, it } from 'vitest';
import { fleetsOf } from '../../../core/chat/fleets-of.ts';
import { viewOf } from '../../../core/chat/view-of.ts';
import type { EndpointReading, VariantReading } from '../../../core/deployment/reading.ts';
import { deploymentState } from '../../../core/deployment/state.ts';
import { type GateItem, openedGate } from '../../../core/gates/item.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aBreach, aPlan, aRecord, aStop, instant, instantMs } from '../../support/builders.ts';
import { aDecision } from '../../support/gates.ts';

const plan = aPlan();
const aVariant = (over: Partial<VariantReading> = {}): VariantReading => ({
  name: 'AllTraffic',
  serving: 5,
  size: 5,
  weight: 1,
  ...over,
});
/** Two of five of the new fleet serve, and bake. */
const aShift = (over: Partial<VariantReading> = {}): EndpointReading => ({
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
const atRest = (config: string): EndpointReading => ({ status: 'InService', config, variants: [aVariant()] });
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
    expect(viewOf('slack', { record: shifting, gates: [], endpoint: aShift(), alarms })).toMatchObject({
      phase: 'shifting',
      since: instant,
      endpointStatus: 'Updating',
      state: { deployment: { kind: 'baking', step: { number: 2, of: 5 }, until: instantMs + 300_000 } },
      fleets: [
        { name: 'blue', config: plan.previousConfig, trafficPercent: 60, instances: 3 },
        { name: 'green', config: plan.config, trafficPercent: 40, instances: 2 },
      ],
      alarms: [{ name: 'iris-5xx', on: 'rollback', state: 'ALARM', value: 9, threshold: 1, since: instant }],
      serving: false,
    });
  });

  it('has the newest value of each alarm, and of which minute it is', () => {
    const measured = { what: 'Invocation5XXErrors', unit: 'None', ours: false };
    const reading = { name: 'iris-5xx', since: instantMs, value: 0.2, valueAt: instantMs, threshold: 1 };
    const alarms = [{ ...reading, state: 'OK', measured }] as const;
    expect(viewOf('slack', { record: shifting, gates: [], endpoint: aShift(), alarms }).alarms).toMatchObject(
      [
        {
          name: 'iris-5xx',
          on: 'rollback',
          state: 'OK',
          value: 0.2,
          valueAt: instant,
          threshold: 1,
          measured,
        },
      ],
    );
  });

  it('has no step where somebody else’s update is under way', () => {
    const endpoint = { ...aShift(), pending: { config: 'theirs', variants: [aVariant()] } };
    const { state } = viewOf('slack', { record: shifting, gates: [], endpoint, alarms: [] });
    expect(state).toMatchObject({ deployment: { kind: 'unclear' }, new: 'other' });
  });

  it('that SageMaker has taken back asks nobody any more, and shows which fleet ends', () => {
    const doing = { status: 'Deleting', message: 'Terminating 5 instance(s).', since: instantMs };
    const endpoint = { ...aShift({ serving: 0, doing }), variants: [aVariant()] };
    const gates = [anApproval({ stage: 'during', kind: 'hold' })];
    const view = viewOf('slack', { record: shifting, gates, endpoint, alarms: [] });
    expect(view.gate).toBeUndefined();
    expect(view.state?.deployment).toEqual({ kind: 'ending-new' });
    expect(view.fleets).toMatchObject([
      { name: 'blue', trafficPercent: 100, instances: 5 },
      { name: 'green', trafficPercent: 0, instances: 0, note: 'ends' },
    ]);
  });

  it('is told with who has stopped it', () => {
    const record = { ...shifting, stop: aStop() };
    expect(viewOf('slack', { ...none, record }).stop).toEqual({
      by: 'ana@example.com',
      reason: 'scores look wrong',
    });
  });
});

describe('The fleets', () => {
  const stateOf = (reading: EndpointReading) =>
    deploymentState(reading, { ...plan, config: 'new', previousConfig: 'old' });

  it('have names of their own where the endpoint is updated back to the config from before', () => {
    const seen = { ...atRest('new'), status: 'Updating' };
    const pending = { config: 'old', variants: [aVariant({ serving: 0 })] };
    const fleets = fleetsOf({ ...seen, pending }, stateOf({ ...seen, pending }));
    expect(fleets.map(({ name, trafficPercent }) => [name, trafficPercent])).toEqual([
      ['release', 100],
      ['before', 0],
    ]);
  });

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
    expect(fleetsOf(seen, stateOf(seen)).map(({ name, trafficPercent }) => [name, trafficPercent])).toEqual([
      ['blue A', 37.5],
      ['blue B', 25],
      ['green A', 37.5],
      ['green B', 0],
    ]);
  });

  it('are green alone where the release serves, and blue where another config does', () => {
    expect(fleetsOf(atRest('new'), stateOf(atRest('new')))).toMatchObject([
      { name: 'green', trafficPercent: 100 },
    ]);
    expect(fleetsOf(atRest('old'), stateOf(atRest('old')))).toMatchObject([
      { name: 'blue', trafficPercent: 100 },
    ]);
  });

  it('of an endpoint that is being made are the one to come', () => {
    const seen = { status: 'Creating', config: '', variants: [] };
    const pending = { config: 'new', variants: [aVariant({ serving: 0 })] };
    expect(fleetsOf({ ...seen, pending }, stateOf({ ...seen, pending }))).toMatchObject([
      { name: 'green', trafficPercent: 0 },
    ]);
    expect(fleetsOf(seen, stateOf(seen))).toEqual([]);
  });
});

describe('A gate', () => {
  const planned = { kind: 'approval', config: { timeoutSeconds: 3600, otherwise: 'reject' } };
  const record = aRecord(plan, {
    phases: { resolving: instant, 'gates-before': instant },
    gates: { before: [planned], during: [], after: [] },
  });

  it('that asks is shown with its question, its deadline, and what stands for an answer', () => {
    expect(viewOf('slack', { ...none, record, gates: [anApproval()] }).gate).toEqual({
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
    const { gate, decisions } = viewOf('slack', { ...none, record, gates: [anApproval({ decision })] });
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
    expect(viewOf('slack', { ...none, record: shifting, gates }).gate?.kind).toBe('hold');
    expect(
      viewOf('slack', { ...none, record: shifting, gates: [gates[0] as GateItem] }).gate,
    ).toBeUndefined();
  });

  it('asks nobody once somebody wants the rollout ended, or it has', () => {
    const gates = [anApproval()];
    expect(viewOf('slack', { ...none, record: { ...record, stop: aStop() }, gates }).gate).toBeUndefined();
    const conclusion = concludeEnding({ kind: 'stopped', stop: aStop() });
    const ended = { ...record, conclusion, outcome: conclusion.outcome, endedAt: instant };
    expect(viewOf('slack', { ...none, record: ended, gates }).gate).toBeUndefined();
  });
});

describe('A rollout under way', () => {
  it('goes back to what served before it, and nowhere where it makes the endpoint', () => {
    expect(viewOf('slack', { ...none, record: shifting }).back).toBe(plan.previousConfig);
    const first = { ...shifting, plan: { ...plan, previousConfig: null } };
    expect(viewOf('slack', { ...none, record: first })).not.toHaveProperty('back');
  });

  it('leads to AWS’s console, but not from an account that there is none of', () => {
    const execution = 'arn:aws:states:eu-west-1:111122223333:execution:greenlight-prod-rollout:iris-1';
    expect(viewOf('slack', { ...none, record: { ...shifting, execution } }).links).toEqual([
      {
        label: 'Endpoint',
        url: 'https://eu-west-1.console.aws.amazon.com/sagemaker/home?region=eu-west-1#/endpoints/iris',
      },
      {
        label: 'Execution',
        url: `https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${execution}`,
      },
    ]);
    expect(viewOf('slack', { ...none, record: shifting }).links).toEqual([]);
  });
});

describe('A rollout that has ended', () => {
  const ended = (kind: 'live' | 'rolled-back') => {
    const conclusion = concludeEnding({
      kind: 'verdict',
      verdict: kind === 'live' ? { kind } : { kind, breaches: [aBreach()] },
    });
    return {
      ...shifting,
      conclusion,
      outcome: conclusion.outcome,
      endedAt: '2026-01-05T11:00:00.000Z',
    } as const;
  };

  it('that could not be taken back serves, too', () => {
    const conclusion = concludeEnding({ kind: 'error', during: 'ShiftBack', error: 'ApiRefused' });
    const failed = { ...shifting, conclusion, outcome: conclusion.outcome, endedAt: instant };
    const look = (config: string) =>
      viewOf('slack', { ...none, record: failed, endpoint: atRest(config), back: 'v1' });
    expect(look(plan.config)).toMatchObject({ serving: true, back: 'v1' });
    expect(look('another')).toMatchObject({ serving: false });
    expect(look('another')).not.toHaveProperty('back');
  });

  it('serves while the endpoint has its config, and only if it was deployed', () => {
    const look = (kind: 'live' | 'rolled-back', config: string) =>
      viewOf('slack', { ...none, record: ended(kind), endpoint: atRest(config) });
    expect(look('live', plan.config)).toMatchObject({ serving: true, fleets: [{ name: 'green' }] });
    expect(look('live', 'another')).toMatchObject({ serving: false, fleets: [] });
    expect(look('rolled-back', plan.config).serving).toBe(false);
  });

  it('says which alarms ended it, and not how they are: they may be OK again or gone', () => {
    expect(viewOf('slack', { ...none, record: ended('rolled-back') })).toMatchObject({
      phase: 'concluded',
      since: '2026-01-05T11:00:00.000Z',
      alarms: [{ name: 'iris-5xx', state: 'WENT_OFF', value: 9, threshold: 1 }],
    });
  });
});
