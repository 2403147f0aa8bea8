import { describe, expect, it } from 'vitest';
import type { GateSnapshot } from '../../../core/gates/gate.ts';
import { type WebhookState, webhook } from '../../../core/gates/webhook.ts';
import { configOf, minutes, nine, problemsOf, seenAt } from '../../support/gates.ts';

const url = 'https://checks.example.com/release';
const hour = configOf(webhook, 'before', { url, timeout: '1h' });
const deadline = nine + minutes(60);
const step = (now: number, more: Partial<GateSnapshot<WebhookState>> = {}, config = hour) =>
  webhook.step(config, seenAt('before', now, more));

describe('A webhook', () => {
  it('is asked, and may answer as long as the gate waits', () => {
    expect(step(nine)).toEqual({
      kind: 'act',
      action: { kind: 'webhook', url, mayAnswerLater: true },
      until: deadline,
    });
  });

  it.each([
    [{ kind: 'said', verdict: 'pass' }, 'passed', 'the webhook says pass'],
    [
      { kind: 'said', verdict: 'fail', reason: 'error budget spent' },
      'failed',
      'the webhook says fail: error budget spent',
    ],
    [{ kind: 'refused', why: 'status 403' }, 'failed', 'status 403'],
    [{ verdict: 'pass' }, 'failed', 'the response has no verdict of pass, fail or later'],
    ['pass', 'failed', 'the response has no verdict of pass, fail or later'],
  ])('that answers %j has %s', (result, kind, why) => {
    expect(step(nine, { result })).toEqual({ kind, why });
  });

  it('that says later is waited for, and not asked again', () => {
    const said = step(nine, { result: { kind: 'said', verdict: 'later' } });
    expect(said).toMatchObject({ kind: 'waiting', until: deadline, state: { said: 'later' } });
    const state: WebhookState = { said: 'later' };
    expect(step(nine + minutes(30), { state })).toMatchObject({ kind: 'waiting', until: deadline });
    const result = { kind: 'said', verdict: 'pass' };
    expect(step(nine + minutes(30), { state, result }).kind).toBe('passed');
  });

  it('that is silent is asked again, at ever longer intervals', () => {
    const result = { kind: 'silent', why: 'status 503' };
    const first = step(nine, { result });
    const state = { said: 'nothing', tries: 1, again: nine + 30_000, why: 'status 503' } as const;
    expect(first).toEqual({
      kind: 'waiting',
      until: nine + 30_000,
      why: 'no answer (status 503), asked again',
      state,
    });
    expect(step(nine + 29_999, { state })).toMatchObject({ kind: 'waiting', until: nine + 30_000 });
    expect(step(nine + 30_000, { state })).toMatchObject({ kind: 'act', state });
    expect(step(nine + 30_000, { state, result })).toMatchObject({ until: nine + 30_000 + minutes(2) });
    // Never past the deadline.
    const many = { ...state, tries: 5 };
    expect(step(nine + minutes(50), { state: many, result })).toMatchObject({ until: deadline });
  });

  it.each([
    ['fail', 'failed'],
    ['pass', 'passed'],
  ])('without an answer in time counts as %s, as the manifest says', (otherwise, kind) => {
    const config = configOf(webhook, 'after', { url, timeout: '1h', otherwise });
    expect(step(deadline - 1, { state: { said: 'later' } }, config).kind).toBe('waiting');
    expect(step(deadline, { state: { said: 'later' } }, config)).toEqual({
      kind,
      why: `no answer within 1h, so it counts as ${otherwise} as the manifest says`,
    });
    // One that must not be asked is no silence.
    expect(step(nine, { result: { kind: 'refused', why: 'no such host allowed' } }, config).kind).toBe(
      'failed',
    );
  });

  it('in a bake has no time for later', () => {
    const config = configOf(webhook, 'during', { url, otherwise: 'pass' });
    const shift = { kind: 'bake', number: 1, final: true, greenShare: 1 } as const;
    const during = (result?: unknown) => webhook.step(config, seenAt('during', nine, { shift, result }));
    expect(during()).toEqual({ kind: 'act', action: { kind: 'webhook', url, mayAnswerLater: false } });
    expect(during({ kind: 'said', verdict: 'pass' }).kind).toBe('passed');
    expect(during({ kind: 'said', verdict: 'later' }).kind).toBe('failed');
    expect(during({ kind: 'silent', why: 'timed out' })).toEqual({
      kind: 'passed',
      why: 'no answer (timed out), so it counts as pass as the manifest says',
    });
    expect(during({ kind: 'refused', why: 'status 404' }).kind).toBe('failed');
  });

  it('is asked only on hosts allowed at deploy time', () => {
    const refusals = (webhookHosts: string[]) =>
      webhook.refusals?.(hour, { webhookHosts, functions: [], alarms: [] });
    expect(refusals(['*.example.com'])).toEqual([]);
    expect(refusals(['checks.example.com'])).toEqual([]);
    expect(refusals([])).toEqual([
      {
        field: 'url',
        expected: 'a host allowed at deploy time (none)',
        got: '"checks.example.com"',
        fix: 'Use one of those, or deploy with allowed.webhookHosts in the stage’s settings (npx greenlight docs settings).',
      },
    ]);
    expect(refusals(['example.com', 'checks.example.com:8443', '*.example.com.evil.net'])).toHaveLength(1);
  });

  it('may be on one’s own laptop, where that is allowed by its whole address', () => {
    const own = configOf(webhook, 'before', { url: 'http://127.0.0.1:8080/check' });
    const refusals = (host: string) =>
      webhook.refusals?.(own, { webhookHosts: [host], functions: [], alarms: [] });
    expect(refusals('http://127.0.0.1:8080')).toEqual([]);
    for (const host of ['*', '127.0.0.1:8080', '127.0.0.1*', 'http://127.0.0.1:*', 'http://127.0.0.1:8081'])
      expect(refusals(host)).toHaveLength(1);
  });

  it.each([
    'http://checks.example.com/',
    'https://user@checks.example.com/',
    'https://:pass@checks.example.com/',
    'https://checks.example.com/#x',
    'http://127.0.0.1/',
    'http://127.0.0.2:8080/',
    'https://10.0.0.1/',
    'https://0x0a000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'file:///etc/passwd',
    'checks.example.com',
    '',
  ])('is not at %s', (written) => {
    expect(problemsOf('before', { webhook: { url: written } })).toEqual([
      '·.webhook.url: an https address of a host by name, without user or fragment',
    ]);
  });
});
