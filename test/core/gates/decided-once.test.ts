import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from '../../../core/gates/advance.ts';
import { approvals, rejections } from '../../../core/gates/ask.ts';
import { decide } from '../../../core/gates/decide-gate.ts';
import type { Decision } from '../../../core/gates/decision.ts';
import type { AlarmSnapshot, PlannedGate, Stage } from '../../../core/gates/gate.ts';
import type { GateItem } from '../../../core/gates/item.ts';
import { mayDecide, type Who } from '../../../core/gates/who.ts';
import { gatesOf, minutes, nine } from '../../support/gates.ts';

/** Gates that ask, some of them more than once. */
const asking: Readonly<Record<string, readonly [Stage, unknown]>> = {
  'approval before': ['before', { approval: { timeout: '1h', by: ['U0ANA', 'S0DEPLOY'] } }],
  'approval by link': ['before', { approval: { timeout: '1h', otherwise: 'approve', anyoneWithLink: true } }],
  'approval after': [
    'after',
    { approval: { timeout: '30m', by: ['U0ANA', 'arn:aws:iam::123456789012:role/Deployer'] } },
  ],
  window: ['before', { window: { allow: '10:30-11:00 UTC', by: ['U0ANA'] } }],
  soak: [
    'after',
    { soak: { for: '2h', hold: { timeout: '20m', otherwise: 'keep', by: ['U0ANA', 'U0BEN'] } } },
  ],
};
const ana: Who = { via: 'slack', user: 'U0ANA' };
const people: readonly Who[] = [
  ana,
  { via: 'slack', user: 'U0BEN', groups: ['S0DEPLOY'] },
  { via: 'slack', user: 'U0EVE', groups: ['S0ALL'] },
  { via: 'iam', arn: 'arn:aws:sts::123456789012:assumed-role/Deployer/cid' },
  { via: 'iam', arn: 'arn:aws:sts::123456789012:assumed-role/Intern/eve' },
  { via: 'link' },
];

const happening = fc.oneof(
  fc.record({ kind: fc.constant('look' as const) }),
  fc.record({ kind: fc.constant('alarm' as const), name: fc.constantFrom('kpi', 'drift') }),
  fc.record({
    kind: fc.constant('click' as const),
    who: fc.oneof({ weight: 2, arbitrary: fc.constant(ana) }, fc.constantFrom(...people)),
    // Mostly as the buttons have it.
    action: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('yes', 'no') },
      fc.constantFrom(...approvals, ...rejections, 'delete'),
    ),
    round: fc.constantFrom<'this' | number | undefined>('this', 'this', undefined, 1, 2, 3),
    reason: fc.constantFrom('because', 'because', undefined, ' '),
    /** Somebody else was as fast: both have read the same gate, and one write of two is refused. */
    isStale: fc.constantFrom(false, false, true),
  }),
);
const histories = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: 0, max: minutes(3) }), fc.integer({ min: 0, max: minutes(20) })),
    happening,
  ),
  { maxLength: 40 },
);

interface Taken {
  readonly decision: Decision;
  readonly who: Who;
  readonly asked: GateItem;
}

function play(name: string, history: readonly [number, Happening][]) {
  const [stage, written] = asking[name] ?? ['before', {}];
  const gates: readonly PlannedGate[] = gatesOf({ [stage]: [written] })[stage];
  const alarms: Record<string, AlarmSnapshot> = {};
  const taken: Taken[] = [];
  const settled: string[] = [];
  let [item]: GateItem[] = [];
  let before: GateItem | undefined;
  let now = nine;
  const look = () => {
    const { items, next } = advance(stage, gates, item ? [item] : [], { now, alarms });
    before = item;
    [item] = items;
    if (next.kind === 'waiting' && next.until !== undefined) expect(next.until).toBeGreaterThan(now);
    if (item && item.status !== 'pending') settled.push(JSON.stringify(item));
  };
  look();
  for (const [pause, happened] of history) {
    // The timer: whoever waits until an instant is woken at it.
    while (item?.status === 'pending' && item.until !== undefined && item.until <= now + pause) {
      now = item.until;
      look();
    }
    now += pause;
    switch (happened.kind) {
      case 'look':
        look();
        break;
      case 'alarm':
        alarms[happened.name] = { state: 'ALARM', since: now, on: 'hold' };
        look();
        break;
      case 'click': {
        const { who, action, round, reason, isStale } = happened;
        const read: GateItem | undefined = isStale ? before : item;
        const word = action === 'yes' ? read?.ask?.approve : action === 'no' ? read?.ask?.reject : action;
        const answered = round === 'this' ? read?.round : round;
        const request = {
          who,
          action: word ?? action,
          ...(answered && { round: answered }),
          ...(reason && { reason }),
        };
        const decided = decide(read, request, now);
        if (decided.kind === 'refused') expect(decided.refusal.text).toMatch(/\.$/);
        // The write is on condition that the gate is still what was read.
        else if (read !== undefined && read === item) {
          taken.push({ decision: decided.decision, who, asked: read });
          before = item;
          item = decided.item;
        }
        break;
      }
    }
  }
  return { item, taken, settled };
}
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

describe('However people click, and alarms go off', () => {
  it.each(Object.keys(asking))('a gate is decided once, by someone allowed, in time: %s', (name) => {
    let decisions = 0;
    fc.assert(
      fc.property(histories, (history) => {
        const { item, taken, settled } = play(name, history);
        decisions += taken.length;
        for (const { decision, who, asked } of taken) {
          expect(asked.status).toBe('pending');
          expect(asked.ask && mayDecide(who, asked.ask)).toBe(true);
          expect(decision.at).toBeLessThan(asked.until ?? Infinity);
          if (asked.ask?.reasonNeeded && decision.verdict === 'approve')
            expect(decision.reason).toBe('because');
        }
        // Once for each question.
        const rounds = taken.map(({ decision }) => decision.round);
        expect(rounds).toEqual([...new Set(rounds)]);
        // None is lost, and none is made up.
        const kept = [...(item?.earlier ?? []), ...(item?.decision ? [item.decision] : [])];
        expect(kept).toEqual(taken.map(({ decision }) => decision));
        // What has ended stays as it is.
        expect(new Set(settled).size).toBeLessThanOrEqual(1);
        if (item?.status === 'failed' && item.decision) expect(item.decision.verdict).toBe('reject');
        if (item?.status === 'overridden' && item.decision) expect(item.decision.verdict).toBe('approve');
      }),
      { numRuns: 300 },
    );
    // The histories are not all refusals.
    expect(decisions).toBeGreaterThan(20);
  });
});
