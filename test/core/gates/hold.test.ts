import { describe, expect, it } from 'vitest';
import { advance, type Facts } from '../../../core/gates/advance.ts';
import { decide } from '../../../core/gates/decide-gate.ts';
import type { GateSnapshot } from '../../../core/gates/gate.ts';
import { type Hold, type HoldState, hold } from '../../../core/gates/hold.ts';
import { holdTerms } from '../../../core/gates/hold-terms.ts';
import type { GateItem } from '../../../core/gates/item.ts';
import { manifestSchema } from '../../../core/manifest/schema.ts';
import { aDecision, anAlarm, minutes, nine, problemsOf, seenAt } from '../../support/gates.ts';

const config = (terms: object = {}): Hold => ({ alarm: 'kpi', ...holdTerms.parse(terms) });
const step = (now: number, more: Partial<GateSnapshot<HoldState>> = {}, terms: object = {}) =>
  hold.step(config(terms), seenAt('during', now, more));
const on = (since: number) => ({ alarms: { kpi: anAlarm('ALARM', since, { on: 'hold' }) } });
const calm = (lastAlarmAt?: number) => ({
  alarms: {
    kpi: anAlarm('OK', nine, { on: 'hold', ...(lastAlarmAt !== undefined && { lastAlarmAt }) }),
  },
});
const over = { shift: { kind: 'over' } } as const;

describe('A hold', () => {
  it('is silent while its alarm is', () => {
    const why = 'alarm kpi has not gone off';
    expect(step(nine, calm())).toEqual({ kind: 'waiting', until: undefined, why });
    // Another time, before this shift.
    expect(step(nine, calm(nine - 1))).toMatchObject({ why });
    // An alarm that was deleted since can't ask any more.
    expect(step(nine, { alarms: {} })).toMatchObject({ why });
  });

  it('is passed when the shift is over and it never asked', () => {
    expect(step(nine, { ...calm(), ...over })).toEqual({
      kind: 'passed',
      why: 'alarm kpi did not go off',
    });
  });

  it.each([
    ['is in ALARM', on(nine + 5)],
    ['was in ALARM before the shift already, and still is', on(nine - minutes(60))],
    ['was in ALARM since the shift began, and is calm again', calm(nine + 5)],
  ])('asks when its alarm %s', (_, alarms) => {
    expect(step(nine + minutes(1), alarms)).toEqual({
      kind: 'waiting',
      until: nine + minutes(11),
      why: 'alarm kpi (on: hold) went off',
      ask: {
        question: 'alarm kpi (on: hold) went off. Go on all the same?',
        approve: 'continue',
        reject: 'abort',
        anyoneWithLink: false,
        reasonNeeded: false,
      },
      state: { askedAt: nine + minutes(1) },
    });
  });

  it('goes on asking though the alarm is calm again, also when the shift is over, with no more time', () => {
    const asked = { state: { askedAt: nine } };
    for (const more of [calm(), { ...calm(), ...over }, on(nine + minutes(5))])
      expect(step(nine + minutes(6), { ...asked, ...more })).toMatchObject({
        kind: 'waiting',
        until: nine + minutes(10),
      });
  });

  it('is continued for the rest of the shift, by whoever may', () => {
    const decision = aDecision('approve', nine + 1);
    expect(step(nine + 2, { ...on(nine), state: { askedAt: nine }, decision })).toEqual({
      kind: 'passed',
      why: 'continued by ana (U0ANA)',
      overridden: true,
    });
  });

  it('is aborted, with who and why', () => {
    const decision = aDecision('reject', nine + 1, { reason: 'scores look wrong' });
    expect(step(nine + 2, { ...on(nine), state: { askedAt: nine }, decision })).toEqual({
      kind: 'failed',
      why: 'aborted by ana (U0ANA): scores look wrong',
    });
  });

  it.each([
    ['abort', { kind: 'failed', why: expect.stringMatching(/within 10m: aborted as the manifest says$/) }],
    [
      'continue',
      {
        kind: 'passed',
        why: expect.stringMatching(/within 10m: continued as the manifest says$/),
        overridden: true,
      },
    ],
  ])('that nobody answers ends at its deadline as the manifest says: %s', (otherwise, ended) => {
    const asked = { ...calm(), state: { askedAt: nine } };
    expect(step(nine + minutes(10) - 1, asked, { otherwise })).toMatchObject({ kind: 'waiting' });
    expect(step(nine + minutes(10), asked, { otherwise })).toEqual(ended);
  });

  it('asks nobody where the manifest says to abort at once', () => {
    expect(step(nine, on(nine), { meanwhile: 'abort' })).toEqual({
      kind: 'failed',
      why: 'alarm kpi (on: hold) went off, and the manifest says to abort at once',
    });
    expect(step(nine, calm(), { meanwhile: 'abort' })).toMatchObject({ kind: 'waiting', until: undefined });
  });

  it('says who may answer', () => {
    expect(step(nine, on(nine), { by: ['U024BE7LH'] })).toMatchObject({ ask: { by: ['U024BE7LH'] } });
    expect(step(nine, on(nine), { anyoneWithLink: true })).toMatchObject({ ask: { anyoneWithLink: true } });
  });
});

describe('Two holds', () => {
  const gates = ['kpi', 'drift'].map((alarm) => ({ kind: 'hold', config: { ...config(), alarm } }));
  const off = (since: number) => anAlarm('ALARM', since, { on: 'hold' as const });
  let items: readonly GateItem[] = [];
  const look = (now: number, alarms: Facts['alarms']) => {
    const advanced = advance('during', gates, items, { now, alarms, openedAt: nine });
    items = advanced.items;
    return advanced.next;
  };

  it('ask apart, from the beginning of the shift on, each with its own time', () => {
    expect(look(nine + minutes(2), { kpi: off(nine + minutes(1)) })).toMatchObject({
      kind: 'waiting',
      n: 0,
      until: nine + minutes(12),
    });
    expect(items.map(({ openedAt, ask }) => [openedAt, ask !== undefined])).toEqual([
      [nine, true],
      [nine, false],
    ]);
    look(nine + minutes(5), { kpi: off(nine + minutes(1)), drift: off(nine + minutes(5)) });
    expect(items.map(({ until }) => until)).toEqual([nine + minutes(12), nine + minutes(15)]);
    const who = { via: 'slack', user: 'U0ANA' } as const;
    const decided = decide(items[1], { action: 'abort', who }, nine + minutes(6));
    if (decided.kind === 'accepted') items = items.with(1, decided.item);
    expect(look(nine + minutes(7), {})).toMatchObject({ kind: 'failed', n: 1, why: 'aborted by U0ANA' });
  });
});

describe('An alarm that holds', () => {
  const alarms = (...written: object[]) => manifestSchema.parse({ alarms: written }).alarms;
  const refused = (written: object): [string, string][] =>
    (manifestSchema.safeParse({ alarms: [written] }).error?.issues ?? []).map(({ path, message }) => [
      path.join('.'),
      message,
    ]);
  const usual = { timeoutSeconds: 600, otherwise: 'abort', meanwhile: 'shift', anyoneWithLink: false };

  it('needs no terms, and may have some, whether it exists or is ours', () => {
    const hold = { timeout: '1h', otherwise: 'continue', meanwhile: 'abort', by: ['S0614TZR7'] };
    expect(
      alarms(
        { name: 'kpi', on: 'hold' },
        { metric: '5xx-rate', above: '1%', for: '2m', on: 'hold', hold },
        { name: 'errors' },
      ),
    ).toMatchObject([
      { name: 'kpi', on: 'hold', hold: usual },
      {
        on: 'hold',
        hold: {
          ...usual,
          timeoutSeconds: 3600,
          otherwise: 'continue',
          meanwhile: 'abort',
          by: ['S0614TZR7'],
        },
      },
      { name: 'errors', on: 'rollback' },
    ]);
  });

  it.each([
    [{ name: 'kpi', hold: {} }, 'alarms.0.hold', 'no such field without on: hold, which alone asks people'],
    [
      { name: 'kpi', on: 'hold', hold: { otherwise: 'keep' } },
      'alarms.0.hold.otherwise',
      'abort or continue',
    ],
    [
      { name: 'kpi', on: 'hold', hold: { anyoneWithLink: true, by: ['U024BE7LH'] } },
      'alarms.0.hold.by',
      'no such field where anyoneWithLink is true: a link identifies no one',
    ],
  ])('is refused: %j', (written, path, message) => {
    expect(refused(written)).toEqual([[path, message]]);
  });

  it('is no gate that a manifest writes itself', () => {
    expect(problemsOf('during', { hold: {} })).toEqual(['·: one gate: judge, smoke, webhook, lambda']);
  });
});
