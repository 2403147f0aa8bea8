import { describe, expect, it } from 'vitest';
import type { GateSnapshot, Stage } from '../../../core/gates/gate.ts';
import { smoke } from '../../../core/gates/smoke.ts';
import type { SmokeAnswer } from '../../../core/gates/smoke-report.ts';
import { configOf, nine, problemsOf, seenAt } from '../../support/gates.ts';

type Answered = Extract<SmokeAnswer, { kind: 'answered' }>;
const answered = (more: Partial<Answered> = {}): Answered => ({
  kind: 'answered',
  status: 200,
  latencyMs: 80,
  ...more,
});
const sent = (...answers: SmokeAnswer[]) => ({ kind: 'sent', answers });
const written = { payload: 'sample.json', expect: 'body.score < 1', within: '200ms', requests: 3 };

const step = (
  stage: Stage,
  more: Partial<GateSnapshot<{ checked: number }>> = {},
  fields: object = written,
) => smoke.step(configOf(smoke, stage, fields), seenAt(stage, nine, more));

describe('A smoke test', () => {
  it('asks for its requests to the rollout’s own endpoint', () => {
    expect(step('after')).toEqual({
      kind: 'act',
      action: {
        kind: 'smoke',
        payload: { file: 'sample.json' },
        contentType: 'application/json',
        requests: 3,
        expect: 'body.score < 1',
      },
    });
  });

  it('before the shift asks for them to another one', () => {
    expect(step('before', {}, { endpoint: 'fraud-staging', inline: { x: [1, 2] } })).toMatchObject({
      action: { endpoint: 'fraud-staging', payload: { inline: '{"x":[1,2]}' }, requests: 1 },
    });
  });

  it('passes where every answer is as expected', () => {
    const holds = answered({ holds: true });
    const result = sent(holds, { ...holds, latencyMs: 200 }, holds);
    expect(step('after', { result })).toEqual({
      kind: 'passed',
      why: '3 requests answered as expected, the slowest in 200 ms',
    });
  });

  const good = answered({ holds: true });
  it.each([
    [
      'an expectation that does not hold',
      sent(good, answered({ holds: false, came: 'false' }), answered({ holds: false })),
      '2 of 3 requests failed; the first, request 2: status 200, expected body.score < 1, which came to false',
    ],
    [
      'one that could not be evaluated',
      sent(answered(), good, good),
      '1 of 3 requests failed; the first, request 1: status 200, expected body.score < 1',
    ],
    [
      'a slow answer',
      sent(good, good, answered({ holds: true, latencyMs: 201 })),
      '1 of 3 requests failed; the first, request 3: answered after 201 ms, expected within 200 ms',
    ],
    [
      'no answer',
      sent(good, { kind: 'unanswered', why: 'timed out' }, good),
      '1 of 3 requests failed; the first, request 2: no answer (timed out)',
    ],
    ['too few requests', sent(good, good), 'only 2 of 3 requests were made'],
    ['no request', { kind: 'not-sent', why: 'no sample.json' }, 'nothing was sent: no sample.json'],
    ['something else', { kind: 'sent' }, 'the result is not a report of a smoke test'],
    ['nothing', null, 'the result is not a report of a smoke test'],
  ])('fails on %s', (_, result, why) => {
    expect(step('after', { result })).toEqual({ kind: 'failed', why });
  });

  it('without an expectation wants a status of 2xx, of one request', () => {
    const fields = { payload: 'sample.json' };
    expect(step('after', { result: sent(answered({ status: 204 })) }, fields)).toEqual({
      kind: 'passed',
      why: 'answered as expected in 80 ms',
    });
    expect(step('after', { result: sent(answered({ status: 500 })) }, fields)).toEqual({
      kind: 'failed',
      why: 'the request failed: status 500, expected 2xx',
    });
    expect(step('after', { result: sent(answered({ status: 302 })) }, fields).kind).toBe('failed');
  });

  it('with one may want a refusal', () => {
    const fields = { inline: 'nonsense', contentType: 'text/plain', expect: 'status = 400' };
    const result = sent(answered({ status: 400, holds: true }));
    expect(step('after', { result }, fields).kind).toBe('passed');
  });
});

describe('A smoke test in the bakes', () => {
  const bake = (number: number, final = false, greenShare = 0.2) =>
    ({ kind: 'bake', number, final, greenShare }) as const;
  const all = (count: number) => sent(...Array.from({ length: count }, () => answered()));
  const fields = { payload: 'sample.json' };
  const every = { ...fields, at: 'every-bake' };

  it('waits for the final one, unless it is to be run in every one', () => {
    expect(step('during', { shift: bake(1) }, fields)).toEqual({
      kind: 'waiting',
      until: undefined,
      why: 'waits for the final bake',
    });
    expect(step('during', {}, every)).toMatchObject({ kind: 'waiting', why: 'waits for the shift' });
    expect(step('during', { shift: bake(6, true, 1) }, fields)).toMatchObject({ action: { requests: 1 } });
  });

  it('takes a later bake’s word over an earlier one’s that comes after it, unless that is a failure', () => {
    const state = { checked: 3, found: 'bake 3: fine' };
    const late = (result: unknown) => step('during', { shift: bake(1), state, result }, every);
    expect(late(all(21))).toEqual({ kind: 'waiting', until: undefined, why: 'bake 3: fine', state });
    expect(late(sent(answered({ status: 500 })))).toMatchObject({ kind: 'failed' });
  });

  it('is doubted in a bake that hides green from it, or is too short for it', () => {
    const doubt = (fields: object, planned: { seconds: number; greenShare: number }) =>
      smoke.doubt?.(configOf(smoke, 'during', fields), { ...planned, final: planned.greenShare === 1 });
    expect(doubt(every, { seconds: 300, greenShare: 0.2 })).toBeUndefined();
    // 1 - 0.995^500 = 91.8 %.
    expect(doubt(every, { seconds: 300, greenShare: 0.005 })).toBe(
      'reaches the new fleet with 91.8 % probability: it sends 500 requests at most, of which that fleet answers 0.5 %',
    );
    // 21 requests of 2 s.
    const slow = { ...every, within: '2s' };
    expect(doubt(slow, { seconds: 30, greenShare: 0.2 })).toBe(
      'may take 42s for 21 requests, of the 30s that it bakes',
    );
    expect(doubt({ ...slow, at: 'final-bake' }, { seconds: 30, greenShare: 0.2 })).toBeUndefined();
  });

  it('makes enough requests to reach green, and says how probable that is', () => {
    expect(step('during', { shift: bake(1) }, every)).toMatchObject({ action: { requests: 21 } });
    expect(step('during', { shift: bake(1), result: all(21) }, every)).toEqual({
      kind: 'waiting',
      until: undefined,
      why: 'bake 1: 21 requests answered as expected, the slowest in 80 ms; with 20 % of the traffic on the new fleet, at least one reached it with 99.1 % probability',
      state: { checked: 1, found: expect.stringContaining('bake 1: 21 requests') },
    });
    // As many as asked for, where that is more.
    expect(step('during', { shift: bake(1) }, { ...every, requests: 30 })).toMatchObject({
      action: { requests: 30 },
    });
  });

  it('says so where the part of green is too small to be reached for sure', () => {
    const shift = bake(1, false, 0.001);
    expect(step('during', { shift }, every)).toMatchObject({ action: { requests: 500 } });
    expect(step('during', { shift, result: all(500) }, every)).toMatchObject({
      why: expect.stringContaining(
        '0.1 % of the traffic on the new fleet, at least one reached it with 39.4 %',
      ),
    });
  });

  it('is run once in each bake, whatever events come twice or late', () => {
    const state = { checked: 2 };
    expect(step('during', { shift: bake(2), state }, every)).toMatchObject({
      kind: 'waiting',
      why: 'waits for the next bake',
      state,
    });
    expect(step('during', { shift: bake(1), state }, every)).toMatchObject({ kind: 'waiting' });
    expect(step('during', { shift: bake(3), state }, every)).toMatchObject({ kind: 'act' });
  });

  it('has passed after the final one only', () => {
    expect(step('during', { shift: bake(6, true, 1), result: all(1) }, every)).toMatchObject({
      kind: 'passed',
    });
  });

  it('fails at once', () => {
    const result = sent(answered({ status: 503 }));
    expect(step('during', { shift: bake(1), result }, every).kind).toBe('failed');
  });

  it('is run late where its bake was missed, never skipped', () => {
    const shift = { kind: 'over' } as const;
    expect(step('during', { shift }, fields)).toMatchObject({ kind: 'act', action: { requests: 1 } });
    expect(step('during', { shift, state: { checked: 5 } }, every)).toMatchObject({ kind: 'act' });
    expect(step('during', { shift, result: all(1) }, fields).kind).toBe('passed');
  });
});

describe('A smoke test in the manifest', () => {
  it.each<[Stage, object, string[]]>([
    ['before', { payload: 'a.json' }, ['·.smoke.endpoint: the name of an endpoint']],
    ['after', {}, ['·.smoke: what to send: either payload or inline']],
    ['after', { payload: 'a.json', inline: 'x' }, ['·.smoke: what to send: either payload or inline']],
    [
      'after',
      { payload: '../other/secret.json' },
      ['·.smoke.payload: the name of a file beside the manifest'],
    ],
    ['after', { payload: '/etc/passwd' }, ['·.smoke.payload: the name of a file beside']],
    ['after', { payload: 'a/.hidden' }, ['·.smoke.payload: the name of a file beside']],
    ['after', { inline: null }, ['·.smoke.inline: what is sent']],
    ['after', { inline: 'ü'.repeat(2049) }, ['·.smoke.inline: what is sent']],
    ['after', { inline: 'x', requests: 501 }, ['·.smoke.requests: a whole number of requests, 1 to 500']],
    ['after', { inline: 'x', within: '0ms' }, ['·.smoke.within: a latency such as']],
    ['after', { inline: 'x', within: '2m' }, ['·.smoke.within: a latency such as']],
    ['after', { inline: 'x', contentType: 'text/plain\r\nX-Evil: 1' }, ['·.smoke.contentType: a media type']],
    ['after', { inline: 'x', expect: ' ' }, ['·.smoke.expect: a JSONata expression']],
    ['during', { inline: 'x', at: 'first-bake' }, ['·.smoke.at: final-bake or every-bake']],
  ])('%s the shift is not written %j', (stage, fields, expected) => {
    expect(problemsOf(stage, { smoke: fields })).toEqual(
      expected.map((text) => expect.stringContaining(text)),
    );
  });

  it.each([
    ['after', { endpoint: 'other' }],
    ['after', { at: 'final-bake' }],
    ['before', { at: 'final-bake' }],
  ] as const)('%s the shift has no field of %j', (stage, fields) => {
    const endpoint = stage === 'before' ? { endpoint: 'staging' } : {};
    expect(problemsOf(stage, { smoke: { inline: 'x', ...endpoint, ...fields } })).toHaveLength(1);
  });
});
