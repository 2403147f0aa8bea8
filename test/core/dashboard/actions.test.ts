import { describe, expect, it } from 'vitest';
import type { RolloutView } from '../../../core/chat/view.ts';
import { actionsOf, type Pressable } from '../../../core/dashboard/actions.ts';
import type { Action } from '../../../core/dashboard/api.ts';
import type { GateItem } from '../../../core/gates/item.ts';
import { instant, instantMs } from '../../support/builders.ts';
import { aGateView, aRolloutView } from '../../support/slack-views.ts';

const caller = 'arn:aws:sts::000000000000:assumed-role/ops/ada';

const pressable = (view: Partial<RolloutView>, over: Partial<Pressable> = {}): Pressable => ({
  view: aRolloutView(view),
  gate: undefined,
  judgeOff: undefined,
  caller,
  now: instantMs,
  ...over,
});

const aGate = (over: Partial<GateItem> = {}, ask: Partial<NonNullable<GateItem['ask']>> = {}): GateItem => ({
  ...{
    stage: 'before',
    n: 0,
    kind: 'approval',
    status: 'pending',
    why: 'waits',
    openedAt: instantMs,
    round: 2,
  },
  ask: {
    question: 'Release it?',
    approve: 'approve',
    reject: 'reject',
    anyoneWithLink: false,
    reasonNeeded: false,
    ...ask,
  },
  ...over,
});

const atGate = (item: GateItem, over: Partial<RolloutView> = {}): Pressable =>
  pressable(
    {
      phase: 'gates-before',
      gate: aGateView({ stage: item.stage, ...(item.ask?.reasonNeeded && { reasonNeeded: true }) }),
      ...over,
    },
    { gate: item },
  );

const action = (kind: Action['kind'], of: Pressable): Action =>
  actionsOf(of).find((one) => one.kind === kind) as Action;
/** The kinds that can be pressed. */
const open = (of: Pressable): string[] =>
  actionsOf(of).flatMap(({ kind, why }) => (why === null ? [kind] : []));

describe('the buttons of a rollout', () => {
  it('are what a chat offers, and whether to judge', () => {
    expect(open(pressable({}))).toEqual(['abort', 'judge-off']);
    expect(open(atGate(aGate()))).toEqual(['approve', 'reject', 'abort', 'judge-off']);
    expect(open(pressable({ phase: 'concluded', serving: true, back: 'v1' }))).toEqual([
      'rollback',
      'retry',
      'judge-off',
    ]);
    expect(open(pressable({ phase: 'concluded', serving: false }))).toEqual(['retry', 'judge-off']);
  });

  it('answer the question that was asked, and no later one', () => {
    expect(action('approve', atGate(aGate()))).toMatchObject({
      gate: 'iris-5f3a0c81d2e4-1/before/0',
      round: 2,
      means: 'The rollout goes on to its next gate, or to the shift.',
      why: null,
    });
  });

  it('let a gate be approved that wants a reason, as one can be written here', () => {
    const wanting = atGate(aGate({}, { reasonNeeded: true }));
    expect(action('approve', wanting)).toMatchObject({ reasonNeeded: true, why: null });
    expect(action('reject', wanting)).toMatchObject({ reasonNeeded: false, why: null });
  });

  it('say who may not decide', () => {
    const others = atGate(aGate({}, { by: ['S0456EFGH'] }));
    for (const kind of ['approve', 'reject'] as const)
      expect(action(kind, others).why).toBe('You are not among those who may decide this gate.');
    const role = atGate(aGate({}, { by: ['arn:aws:iam::000000000000:role/ops'] }));
    expect(action('approve', role).why).toBeNull();
  });

  it('continue a shift that an alarm holds', () => {
    const held = aGate({ stage: 'during', kind: 'hold' }, { approve: 'continue', reject: 'abort' });
    expect(open(atGate(held, { phase: 'shifting' }))).toEqual(['continue', 'abort', 'judge-off']);
    expect(action('approve', atGate(held, { phase: 'shifting' }))).toBeUndefined();
    expect(action('reject', atGate(held, { phase: 'shifting' })).why).toBe(
      'The question is answered by: Continue, Abort.',
    );
  });

  it.each<[Action['kind'], Partial<RolloutView>, string]>([
    ['approve', {}, 'No gate waits for an answer.'],
    [
      'approve',
      { gate: aGateView({ asks: false, kind: 'soak', why: 'until 10:30' }) },
      'The gate (soak) asks nobody now: until 10:30.',
    ],
    ['approve', { phase: 'concluded' }, 'It has ended.'],
    ['abort', { stop: { by: 'ana', reason: 'scores' } }, 'It is stopped already, by ana: scores.'],
    ['abort', { phase: 'going-back' }, 'The endpoint is updated back already.'],
    ['abort', { phase: 'gates-after' }, 'All traffic is on it: roll it back instead.'],
    ['rollback', {}, 'What served before it still serves: abort it instead.'],
    ['rollback', { phase: 'concluded', serving: false }, 'What it released does not serve now.'],
    ['rollback', { phase: 'gates-after', start: 'rollback' }, 'It is a rollback itself: abort it instead.'],
    ['retry', {}, 'It is under way.'],
    [
      'retry',
      { phase: 'concluded', foreign: true },
      'It went back to a config that no release made: there is no release to try again.',
    ],
  ])('say why not: %s', (kind, view, why) => {
    expect(action(kind, pressable(view)).why).toBe(why);
  });

  it('say that the deployment goes back already, in its own words', () => {
    const back = aRolloutView().state;
    if (back === undefined) throw new Error('the view has no state');
    const going = pressable({ state: { ...back, deployment: { kind: 'ending-new' } } });
    expect(action('abort', going).why).toBe('The fleet from before has all traffic again. Nothing to do.');
  });

  it('say since when judging is off', () => {
    const judgeOff = { by: 'ana', reason: 'an outage', at: instant };
    expect(open(pressable({}, { judgeOff }))).toContain('judge-on');
    expect(open(pressable({}, { judgeOff }))).not.toContain('judge-off');
    expect(action('judge-on', pressable({}, { judgeOff })).means).toContain('by ana: an outage');
  });
});
