import { describe, expect, it } from 'vitest';
import type { GateSnapshot, Stage } from '../../../core/gates/gate.ts';
import { judge } from '../../../core/gates/judge.ts';
import type { AskingState } from '../../../core/gates/judge-question.ts';
import { aDecision, configOf, nine, problemsOf, seenAt } from '../../support/gates.ts';
import { seriesOf } from '../judge/series.ts';

const step = (stage: Stage, more: Partial<GateSnapshot<AskingState>> = {}, fields: object = {}) =>
  judge.step(configOf(judge, stage, fields), seenAt(stage, nine, more));

const fleets = { seed: 1, minutes: 10, requests: 600, share: 0.1, blueRate: 0.01 };
const counted = (greenRate: number, more: Partial<typeof fleets> = {}) => ({
  kind: 'counted',
  planned: 30,
  variants: [{ name: 'AllTraffic', minutes: seriesOf({ ...fleets, ...more, greenRate: () => greenRate }) }],
});
const bake = { kind: 'bake', number: 1, final: false, greenShare: 0.1, seconds: 600 } as const;

describe('A judge', () => {
  it('warns of bakes that are over before it looks again', () => {
    const doubt = (seconds: number) =>
      judge.doubt?.(configOf(judge, 'during', {}), { seconds, greenShare: 0.5, final: false });
    expect(doubt(119)).toContain('does not look again before it ends');
    expect(doubt(120)).toBeUndefined();
  });

  it('asks what both fleets did, at every look', () => {
    const act = { kind: 'act', action: { kind: 'judge', compare: '4xx' } };
    expect(step('during', { shift: bake }, { compare: '4xx' })).toEqual(act);
    expect(step('during', {}, { compare: '4xx' })).toEqual(act);
    expect(step('after', {}, { compare: '4xx' })).toEqual(act);
  });

  it('names the limit of what is slow', () => {
    const slow = { compare: 'slow', slower: '800ms' };
    expect(step('during', {}, slow)).toEqual({
      kind: 'act',
      action: { kind: 'judge', compare: 'slow', slower: { milliseconds: 800 } },
    });
    const result = counted(0.2);
    const variants = result.variants.map((variant) => ({ ...variant, limitMs: 800 }));
    expect(step('during', { shift: bake, result: { ...result, variants } }, slow)).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/^slow \(over 800 ms\): green /),
    });
  });

  it('stops what is worse, with its figures', () => {
    expect(step('during', { shift: bake, result: counted(0.2) })).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/^5xx: green \d+ of \d+, blue \d+ of [\d,]+: .*× as often .* at most 1 %$/),
    });
  });

  it('looks again a minute before the bake ends, once', () => {
    const lookAt = nine + 540_000;
    const waiting = step('during', { shift: bake, result: counted(0.01) });
    expect(waiting).toMatchObject({
      kind: 'waiting',
      until: lookAt,
      state: { bake: 1, lookAt, isFinal: false },
    });
    const state = { bake: 1, lookAt, isFinal: false };
    const at = (now: number) => step('during', { shift: bake, result: counted(0.01), state, now });
    expect(at(nine + 60_000)).toMatchObject({ kind: 'waiting', until: lookAt });
    expect(at(lookAt + 1000)).toMatchObject({ kind: 'waiting', until: undefined });
  });

  it('decides at its last look in the final bake, while going back is instant', () => {
    const state = { bake: 2, lookAt: nine + 60_000, isFinal: true };
    const undecided = counted(0.02, { requests: 60 });
    const at = (now: number, fields: object) => step('during', { result: undecided, state, now }, fields);
    expect(at(nine + 60_000, { demand: 'pass' })).toMatchObject({ kind: 'failed' });
    expect(at(nine + 60_000, {})).toMatchObject({ kind: 'passed' });
    expect(at(nine + 59_000, { demand: 'pass' })).toMatchObject({ kind: 'waiting' });
  });

  it('asks people at its last look, where the manifest says so: what is not shown, or that there is too little', () => {
    const state = { bake: 2, lookAt: nine + 60_000, isFinal: true };
    const at = (now: number, result: unknown, fields: object, more: object = {}) =>
      step('during', { result, state, now, ...more }, fields);
    const undecided = counted(0.02, { requests: 60 });
    const none = counted(0, { requests: 1 });
    const holds = { otherwise: 'hold' };
    const demands = { demand: 'pass', hold: { timeout: '20m', by: ['S0456EFGH'] } };
    expect(at(nine + 59_000, none, holds)).not.toHaveProperty('ask');
    for (const [result, fields, minutes] of [
      [none, holds, 10],
      [undecided, demands, 20],
      [undecided, { ...holds, demand: 'pass' }, 10],
    ] as const)
      expect(at(nine + 60_000, result, fields)).toMatchObject({
        kind: 'waiting',
        until: nine + 60_000 + minutes * 60_000,
        ask: {
          question: expect.stringMatching(/^5xx: green .*(minutes would|must agree)\. Go on all the same\?$/),
        },
        state: { ...state, found: { at: nine + 60_000 } },
        judged: [{ variant: 'AllTraffic' }],
      });
    // Where nothing is shown either way, people are not asked about it unless it must be shown.
    expect(at(nine + 60_000, undecided, holds)).toMatchObject({ kind: 'passed' });
    expect(at(nine + 60_000, none, demands)).toMatchObject({ kind: 'passed' });
    expect(at(nine + 60_000, counted(0.2), holds)).toMatchObject({ kind: 'failed' });
  });

  it('keeps its question, whatever is counted meanwhile and when the shift is over, until it is answered', () => {
    const asked = step('after', { result: counted(0, { requests: 1 }) }, { otherwise: 'hold' });
    if (asked.kind !== 'waiting') throw new Error(asked.kind);
    const { judged: _, ...question } = asked;
    const later = (more: Partial<GateSnapshot<AskingState>>) =>
      step('after', { ...(asked.state && { state: asked.state }), ...more }, { otherwise: 'hold' });
    expect(later({ now: nine + 60_000, result: counted(0.2) })).toEqual(question);
    expect(later({ now: nine + 600_000 })).toMatchObject({ kind: 'failed' });
    expect(later({ decision: aDecision('approve', nine) })).toMatchObject({ kind: 'passed' });
    expect(later({ decision: aDecision('reject', nine) })).toMatchObject({ kind: 'failed' });
  });

  it('may be answered by a link only where there are links', () => {
    const config = configOf(judge, 'during', { otherwise: 'hold', hold: { anyoneWithLink: true } });
    const around = { webhookHosts: [], functions: [], alarms: [], publicAddress: false };
    expect(judge.refusals?.(config, around)).toMatchObject([{ field: 'hold.anyoneWithLink' }]);
  });

  it('does not look again in a bake of a minute', () => {
    const short = { ...bake, seconds: 60 };
    expect(step('during', { shift: short, result: counted(0.01) })).toMatchObject({ until: undefined });
  });

  it.each([
    ['what decides nothing', counted(0.02, { requests: 60 }), {}, 'passed'],
    [
      'what decides nothing, where all must be shown',
      counted(0.02, { requests: 60 }),
      { demand: 'pass' },
      'failed',
    ],
    ['what is all right', counted(0.01, { requests: 6000 }), { demand: 'pass' }, 'passed'],
    ['too few requests', counted(0, { requests: 1 }), {}, 'passed'],
    [
      'too few requests, where they must show something',
      counted(0, { requests: 1 }),
      { otherwise: 'fail' },
      'failed',
    ],
    [
      'nothing to compare with',
      { kind: 'not-counted', why: 'there was no shift' },
      { otherwise: 'fail' },
      'passed',
    ],
  ])('after the shift makes of %s', (_, result, fields, kind) => {
    expect(step('after', { result }, fields).kind).toBe(kind);
    if (kind === 'failed') expect(step('during', { shift: bake, result }, fields).kind).toBe('waiting');
  });

  it('gives each variant its part of the chance, and names the one that is worse', () => {
    const [sound] = counted(0.01).variants;
    const [worse] = counted(0.3).variants;
    const result = {
      kind: 'counted',
      planned: 30,
      variants: [
        { ...sound, name: 'a' },
        { ...worse, name: 'b' },
      ],
    };
    expect(step('after', { result })).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/^5xx of b: .* at most 0\.5 %$/),
    });
  });

  it('takes no other result', () => {
    expect(step('after', { result: { kind: 'sent', answers: [] } })).toEqual({
      kind: 'failed',
      why: 'the result is not a report of both fleets',
    });
  });

  it('has nothing to compare where the release has created the endpoint', () => {
    expect(step('after', { result: counted(1), nothingBefore: true })).toMatchObject({ kind: 'passed' });
  });

  it.each([
    [{ tolerance: '0.5x' }, 'how many times as often, such as 2x, from 1x to 100x'],
    [{ tolerance: 2 }, 'how many times as often, such as 2x, from 1x to 100x'],
    [{ falseAlarms: '0%' }, 'a chance such as 1%, above 0% and at most 50%'],
    [{ falseAlarms: '51%' }, 'a chance such as 1%, above 0% and at most 50%'],
    [{ floor: '0.1' }, 'a rate such as 0.1%, above 0% and at most 50%'],
    [{ compare: '3xx' }, '5xx, 4xx, InvocationModelErrors, slow or score'],
    [{ floor: '0%' }, 'a rate such as 0.1%, above 0% and at most 50%'],
    [{ floor: '50.1%' }, 'a rate such as 0.1%, above 0% and at most 50%'],
    [{ demand: 'fail' }, 'not-worse or pass'],
    [{ otherwise: 'ask' }, 'pass, hold or fail'],
    [{ hold: { timeout: '5m' } }, 'no such field without demand: pass or otherwise: hold'],
  ])('refuses %o', (fields, expected) => {
    expect(problemsOf('during', { judge: fields })).toEqual([expect.stringContaining(expected)]);
  });

  it('is refused on an asynchronous endpoint', () => {
    const config = configOf(judge, 'during', {});
    const around = { webhookHosts: [], functions: [], alarms: [] };
    expect(judge.refusals?.(config, { ...around, asynchronous: true })).toHaveLength(1);
    expect(judge.refusals?.(config, around)).toEqual([]);
  });
});
