import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../local/states/failure.ts';
import { reactTo } from '../../../local/states/retry.ts';

const noDraw = () => {
  throw new Error('drew without FULL jitter');
};
const failure = (error: string | undefined, alias?: string): Failure => ({
  error,
  cause: undefined,
  ...(alias !== undefined && { alias }),
});
const retryOn = (...ErrorEquals: [string, ...string[]]) => ({ Retry: [{ ErrorEquals }] });

describe('reactTo', () => {
  it('retries three times after 1, 2 and 4 seconds when the Retrier says no more than its errors', () => {
    const reactions = [0, 1, 2, 3].map((used) => reactTo(failure('Busy'), retryOn('Busy'), [used], noDraw));
    expect(reactions).toEqual([
      { kind: 'retry', retrier: 0, delaySeconds: 1 },
      { kind: 'retry', retrier: 0, delaySeconds: 2 },
      { kind: 'retry', retrier: 0, delaySeconds: 4 },
      { kind: 'fail' },
    ]);
  });

  it('takes the first Retrier that matches; once it is used up, a later one is not asked', () => {
    const state = {
      Retry: [
        { ErrorEquals: ['Busy'] as [string], MaxAttempts: 1 },
        { ErrorEquals: ['States.ALL'] as [string], IntervalSeconds: 9 },
      ],
    };
    expect(reactTo(failure('Busy'), state, [0, 0], noDraw)).toMatchObject({ kind: 'retry', retrier: 0 });
    expect(reactTo(failure('Busy'), state, [1, 0], noDraw)).toEqual({ kind: 'fail' });
    expect(reactTo(failure('Other'), state, [1, 0], noDraw)).toMatchObject({
      kind: 'retry',
      delaySeconds: 9,
    });
  });

  it('goes to the first Catcher that matches when no Retrier is left', () => {
    const state = {
      Retry: [{ ErrorEquals: ['Busy'] as [string], MaxAttempts: 0 }],
      Catch: [
        { ErrorEquals: ['Other'] as [string], Next: 'A' },
        { ErrorEquals: ['Busy'] as [string], Next: 'B' },
        { ErrorEquals: ['States.ALL'] as [string], Next: 'C' },
      ],
    };
    expect(reactTo(failure('Busy'), state, [0], noDraw)).toEqual({ kind: 'catch', catcher: 1 });
    expect(reactTo(failure('Unheard'), state, [0], noDraw)).toEqual({ kind: 'catch', catcher: 2 });
  });

  it.each([
    ['States.ALL', 'Busy', true],
    ['States.ALL', undefined, true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.ALL', 'States.Runtime', false],
    ['States.TaskFailed', 'Busy', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.Runtime', false],
    ['Busy', 'Busier', false],
  ])('ErrorEquals %s and the error %s: match %s', (name, error, expected) => {
    expect(reactTo(failure(error), retryOn(name), [0], noDraw).kind).toBe(expected ? 'retry' : 'fail');
  });

  it('matches a missed heartbeat under both of its names', () => {
    const missed = failure('States.Timeout', 'States.HeartbeatTimeout');
    for (const name of ['States.Timeout', 'States.HeartbeatTimeout']) {
      expect(reactTo(missed, retryOn(name), [0], noDraw).kind).toBe('retry');
    }
    expect(reactTo(failure('States.Timeout'), retryOn('States.HeartbeatTimeout'), [0], noDraw).kind).toBe(
      'fail',
    );
  });

  it('never waits longer than MaxDelaySeconds, and with FULL jitter anything from zero to the plain delay', () => {
    fc.assert(
      fc.property(
        fc.record({
          IntervalSeconds: fc.integer({ min: 1, max: 100 }),
          BackoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
          MaxDelaySeconds: fc.integer({ min: 101, max: 1000 }),
        }),
        fc.integer({ min: 0, max: 9 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (policy, attempts, chance) => {
          const delayOf = (JitterStrategy: 'NONE' | 'FULL') => {
            const Retry = [{ ErrorEquals: ['Busy'] as [string], MaxAttempts: 10, JitterStrategy, ...policy }];
            const reaction = reactTo(failure('Busy'), { Retry }, [attempts], () => chance);
            return reaction.kind === 'retry' ? reaction.delaySeconds : Number.NaN;
          };
          const plain = delayOf('NONE');
          expect(plain).toBeGreaterThanOrEqual(policy.IntervalSeconds);
          expect(plain).toBeLessThanOrEqual(policy.MaxDelaySeconds);
          const jittered = delayOf('FULL');
          expect(Math.abs(jittered - plain * chance)).toBeLessThanOrEqual(0.001);
          // Instants are whole milliseconds.
          expect(jittered * 1000).toBeCloseTo(Math.round(jittered * 1000), 6);
        },
      ),
    );
  });
});
