import { describe, expect, it } from 'vitest';
import { advance, type Facts } from '../../../core/gates/advance.ts';
import { callBack } from '../../../core/gates/call-back.ts';
import { decide } from '../../../core/gates/decide-gate.ts';
import type { PlannedGate, Stage } from '../../../core/gates/gate.ts';
import { type GateItem, gateItemSchema } from '../../../core/gates/item.ts';
import { anAlarm, gatesOf, minutes, nine } from '../../support/gates.ts';

/** A rollout's gates of one stage, as the edge keeps them from one look to the next. */
class Gates {
  items: readonly GateItem[] = [];
  readonly stage: Stage;
  readonly gates: readonly PlannedGate[];
  constructor(stage: Stage, written: readonly unknown[]) {
    this.stage = stage;
    this.gates = gatesOf({ [stage]: written })[stage];
  }
  look(now: number, facts: Partial<Facts> = {}) {
    const { items, next } = advance(this.stage, this.gates, this.items, { now, alarms: {}, ...facts });
    // What is kept survives the table.
    for (const item of items) expect(gateItemSchema.parse(JSON.parse(JSON.stringify(item)))).toEqual(item);
    this.items = items;
    return next;
  }
  decide(n: number, action: string, now: number, reason?: string) {
    const who = { via: 'slack', user: 'U0ANA', name: 'ana' } as const;
    const decided = decide(this.items[n], { action, who, ...(reason && { reason }) }, now);
    if (decided.kind === 'refused') throw new Error(decided.refusal.text);
    this.items = this.items.map((item) => (item.n === n ? decided.item : item));
  }
  statuses() {
    return this.items.map(({ status }) => status);
  }
}

const office = 'Mon-Fri 09:00-17:00 UTC';
const approval = { approval: { timeout: '8h' } };
const webhook = { webhook: { url: 'https://checks.example.com/', timeout: '1h' } };
const evening = Date.UTC(2026, 2, 2, 18);
const nextMorning = Date.UTC(2026, 2, 3, 9);

describe('The gates of a stage', () => {
  it('are passed where there are none', () => {
    expect(new Gates('before', []).look(nine)).toEqual({ kind: 'passed' });
  });

  it('come one after another', () => {
    const gates = new Gates('before', [approval, webhook]);
    expect(gates.look(nine)).toMatchObject({
      kind: 'waiting',
      n: 0,
      until: nine + minutes(480),
      ask: { approve: 'approve' },
    });
    // The second one is not there to be decided yet.
    expect(gates.items).toHaveLength(1);
    gates.decide(0, 'approve', nine + minutes(5));
    expect(gates.look(nine + minutes(6))).toMatchObject({ kind: 'act', n: 1, action: { kind: 'webhook' } });
    expect(gates.items[1]).toMatchObject({ openedAt: nine + minutes(6), acted: 'webhook' });
    const value = { kind: 'said', verdict: 'pass' };
    expect(gates.look(nine + minutes(6), { result: { n: 1, value } })).toEqual({ kind: 'passed' });
    expect(gates.statuses()).toEqual(['passed', 'passed']);
  });

  it('end with the first that fails', () => {
    const gates = new Gates('before', [approval, webhook]);
    gates.look(nine);
    gates.decide(0, 'reject', nine + 1);
    const failed = { kind: 'failed', n: 0, why: 'rejected by ana (U0ANA)' };
    expect(gates.look(nine + 2)).toEqual(failed);
    expect(gates.look(nine + minutes(900))).toEqual(failed);
    expect(gates.items).toHaveLength(1);
    expect(gates.items[0]).toMatchObject({ status: 'failed', settledAt: nine + 2 });
    expect(gates.items[0]).not.toHaveProperty('ask');
  });

  it('stay the very same objects where nothing has changed', () => {
    const gates = new Gates('before', [approval]);
    gates.look(nine);
    const [before] = gates.items;
    gates.look(nine + minutes(1));
    expect(gates.items[0]).toBe(before);
  });

  it('give a result only to the gate that asked for it', () => {
    const gates = new Gates('after', [{ lambda: { function: 'a' } }, { lambda: { function: 'b' } }]);
    expect(gates.look(nine)).toMatchObject({ kind: 'act', n: 0 });
    const value = { kind: 'said', verdict: 'pass' };
    expect(gates.look(nine, { result: { n: 0, value } })).toMatchObject({ kind: 'act', n: 1 });
    expect(gates.look(nine, { result: { n: 0, value } })).toMatchObject({ kind: 'act', n: 1 });
    expect(gates.look(nine, { result: { n: 1, value } })).toEqual({ kind: 'passed' });
  });

  it('take a callback, also one that is faster than the answer which announces it', () => {
    const gates = new Gates('before', [webhook]);
    gates.look(nine);
    const called = callBack(gates.items[0], { verdict: 'pass' }, nine + 1);
    if (called.kind !== 'accepted') throw new Error(called.kind);
    gates.items = [called.item];
    const value = { kind: 'said', verdict: 'later' };
    expect(gates.look(nine + 2, { result: { n: 0, value } })).toEqual({ kind: 'passed' });
  });

  it('fail where a newer version had a kind that this one has not', () => {
    const gates = [{ kind: 'horoscope', config: {} }];
    expect(advance('before', gates, [], { now: nine, alarms: {} }).next).toEqual({
      kind: 'failed',
      n: 0,
      why: 'there is no gate kind horoscope in this version of Greenlight',
    });
  });
});

describe('A window before an approval', () => {
  it('is looked at again before the shift begins', () => {
    const gates = new Gates('before', [{ window: office }, approval]);
    expect(gates.look(nine + minutes(120))).toMatchObject({ kind: 'waiting', n: 1 });
    gates.decide(1, 'approve', evening);
    // Approved in the evening: it begins the next morning, and nobody is asked again.
    expect(gates.look(evening)).toMatchObject({ kind: 'waiting', n: 0, until: nextMorning });
    expect(gates.statuses()).toEqual(['pending', 'passed']);
    expect(gates.look(nextMorning - 1)).toMatchObject({ kind: 'waiting', n: 0 });
    expect(gates.look(nextMorning)).toEqual({ kind: 'passed' });
  });

  it('is not looked at again while somebody is being asked', () => {
    const gates = new Gates('before', [{ window: office }, approval]);
    gates.look(nine);
    expect(gates.look(nine + minutes(479))).toMatchObject({ n: 1, ask: { approve: 'approve' } });
  });

  it('once overridden need not hold any more', () => {
    const gates = new Gates('before', [{ window: office }, approval]);
    expect(gates.look(evening)).toMatchObject({ n: 0, ask: { approve: 'override', reasonNeeded: true } });
    gates.decide(0, 'override', evening + 1, 'outage');
    expect(gates.look(evening + 2)).toMatchObject({ n: 1 });
    gates.decide(1, 'approve', evening + 3);
    expect(gates.look(evening + 4)).toEqual({ kind: 'passed' });
    expect(gates.statuses()).toEqual(['overridden', 'passed']);
  });

  it('that closed meanwhile can be overridden too, with a button of its own', () => {
    const gates = new Gates('before', [{ window: office }, approval]);
    gates.look(nine);
    gates.decide(1, 'approve', nine + minutes(479));
    gates.look(evening);
    expect(gates.items[0]?.round).toBe(2);
    gates.decide(0, 'override', evening + 1, 'outage');
    expect(gates.look(evening + 2)).toEqual({ kind: 'passed' });
  });

  it('and clear alarms must hold at the same moment', () => {
    const gates = new Gates('before', [
      { 'alarms-clear': { for: '10m', timeout: '24h' } },
      { window: office },
    ]);
    const ok = { kpi: anAlarm('OK', evening - minutes(60)) };
    expect(gates.look(evening, { alarms: ok })).toMatchObject({ n: 1, until: nextMorning });
    const bad = { kpi: anAlarm('ALARM', nextMorning - 1) };
    expect(gates.look(nextMorning, { alarms: bad })).toMatchObject({
      kind: 'waiting',
      n: 0,
      why: 'kpi is in ALARM',
    });
    const good = { kpi: anAlarm('OK', nextMorning + minutes(1)) };
    expect(gates.look(nextMorning + minutes(1), { alarms: good })).toMatchObject({
      n: 0,
      until: nextMorning + minutes(11),
    });
    expect(gates.look(nextMorning + minutes(11), { alarms: good })).toEqual({ kind: 'passed' });
  });
});

describe('A gate that asks more than once', () => {
  const kpi = (since: number) => ({ kpi: anAlarm('ALARM', since, { on: 'hold' }) });

  it('keeps each answer, and a button is good for one question', () => {
    const gates = new Gates('after', [{ soak: '2h' }]);
    expect(gates.look(nine)).toMatchObject({ kind: 'waiting', until: nine + minutes(120) });
    expect(gates.look(nine + minutes(10), { alarms: kpi(nine + minutes(10)) })).toMatchObject({
      ask: { approve: 'continue' },
    });
    gates.decide(0, 'continue', nine + minutes(11));
    expect(gates.look(nine + minutes(11), { alarms: kpi(nine + minutes(10)) })).toMatchObject({
      kind: 'waiting',
      until: nine + minutes(120),
    });
    expect(gates.items[0]).toMatchObject({ round: 2, earlier: [{ verdict: 'approve', round: 1 }] });
    expect(gates.items[0]).not.toHaveProperty('decision');

    gates.look(nine + minutes(20), { alarms: kpi(nine + minutes(20)) });
    const stale = decide(
      gates.items[0],
      { action: 'continue', round: 1, who: { via: 'slack', user: 'U0BEN' } },
      nine + minutes(21),
    );
    expect(stale).toMatchObject({ kind: 'refused', refusal: { kind: 'already-decided' } });
    gates.decide(0, 'roll-back', nine + minutes(21));
    expect(gates.look(nine + minutes(21), { alarms: kpi(nine + minutes(20)) })).toMatchObject({
      kind: 'failed',
    });
  });

  it('takes a new answer to the same question, where its alarm went off again after the first', () => {
    const gates = new Gates('after', [{ soak: '2h' }]);
    gates.look(nine, { alarms: kpi(nine) });
    gates.decide(0, 'continue', nine + 1);
    expect(gates.look(nine + 3, { alarms: kpi(nine + 2) })).toMatchObject({ ask: { approve: 'continue' } });
    expect(gates.items[0]).toMatchObject({ round: 2 });
    gates.decide(0, 'roll-back', nine + 4);
    expect(gates.look(nine + 5, { alarms: kpi(nine + 2) }).kind).toBe('failed');
  });

  it('makes the buttons worthless where the question changes under them', () => {
    const gates = new Gates('after', [{ soak: '2h' }]);
    gates.look(nine, { alarms: kpi(nine) });
    expect(gates.items[0]?.round).toBe(1);
    const both = { ...kpi(nine), drift: anAlarm('ALARM', nine + 1, { on: 'hold' }) };
    gates.look(nine + 1, { alarms: both });
    expect(gates.items[0]?.round).toBe(2);
    const who = { via: 'slack', user: 'U0ANA' } as const;
    expect(decide(gates.items[0], { action: 'continue', round: 1, who }, nine + 2)).toMatchObject({
      refusal: { kind: 'over' },
    });
  });
});

describe('The gates of the bakes', () => {
  const shift = (number: number, final: boolean) => ({
    shift: { kind: 'bake', number, final, greenShare: 1 } as const,
  });
  const passed = { kind: 'said', verdict: 'pass' };

  it('do not wait for one another', () => {
    const gates = new Gates('during', [
      { lambda: { function: 'late' } },
      { lambda: { function: 'every', at: 'every-bake' } },
    ]);
    expect(gates.look(nine, shift(1, false))).toMatchObject({ kind: 'act', n: 1 });
    expect(gates.look(nine, { ...shift(1, false), result: { n: 1, value: passed } })).toMatchObject({
      kind: 'waiting',
      until: undefined,
    });
    expect(gates.look(nine, shift(1, false))).toMatchObject({ kind: 'waiting' });

    expect(gates.look(nine, shift(2, true))).toMatchObject({ kind: 'act', n: 0 });
    const first = { ...shift(2, true), result: { n: 0, value: passed } };
    expect(gates.look(nine, first)).toMatchObject({ kind: 'act', n: 1 });
    const second = { ...shift(2, true), result: { n: 1, value: passed } };
    expect(gates.look(nine, second)).toEqual({ kind: 'passed' });
  });

  it('remember the bakes they were in while they act', () => {
    const gates = new Gates('during', [{ lambda: { function: 'every', at: 'every-bake' } }]);
    gates.look(nine, { ...shift(1, false), result: { n: 0, value: passed } });
    // The function died before it had an answer; the event of the first bake comes again.
    expect(gates.look(nine, shift(2, false)).kind).toBe('act');
    expect(gates.look(nine, shift(1, false)).kind).toBe('waiting');
  });

  it('look once each at what may change: one that has looked does not make another look again', () => {
    const gates = new Gates('during', [{ judge: { compare: '5xx' } }, { judge: { compare: '4xx' } }]);
    const value = { kind: 'counted', planned: 10, variants: [] };
    const of = (n: number, ...acted: number[]) => ({
      ...shift(1, false),
      result: { n, value },
      acted: new Set(acted),
    });
    expect(gates.look(nine, shift(1, false))).toMatchObject({ kind: 'act', n: 0 });
    expect(gates.look(nine, of(0, 0))).toMatchObject({ kind: 'act', n: 1 });
    expect(gates.look(nine, of(1, 0, 1))).toMatchObject({ kind: 'waiting', n: 0 });
    // Another event: both look again.
    expect(gates.look(nine + 1, shift(1, false))).toMatchObject({ kind: 'act', n: 0 });
  });

  it('fail at once, whatever the others wait for', () => {
    const gates = new Gates('during', [
      { lambda: { function: 'late' } },
      { lambda: { function: 'every', at: 'every-bake' } },
    ]);
    const value = { kind: 'said', verdict: 'fail' };
    expect(gates.look(nine, { ...shift(1, false), result: { n: 1, value } })).toMatchObject({
      kind: 'failed',
      n: 1,
    });
  });
});
