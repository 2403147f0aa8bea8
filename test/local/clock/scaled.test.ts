import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScaledClock } from '../../../local/clock/scaled.ts';

describe('the scaled clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs as many times as fast as the host', async () => {
    const clock = new ScaledClock(60);
    expect(clock.now()).toBe(1_000_000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(clock.now()).toBe(1_000_000 + 60_000);
  });

  it('sleeps simulated time: five minutes are five host seconds at speed 60', async () => {
    const clock = new ScaledClock(60);
    let woken: number | undefined;
    void clock.sleep(300_000).then(() => {
      woken = clock.now();
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(woken).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toBe(1_000_000 + 300_000);
  });

  it('sleeps longer than one timer holds', async () => {
    const clock = new ScaledClock(1);
    const days = 40 * 24 * 3600 * 1000;
    let woken = false;
    void clock.sleep(days).then(() => {
      woken = true;
    });
    await vi.advanceTimersByTimeAsync(days - 1);
    expect(woken).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toBe(true);
  });

  it('lets go of a sleep that is cut short', async () => {
    const clock = new ScaledClock(1);
    const abort = new AbortController();
    const slept = clock.sleep(1000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a speed of %s', (speed) => {
    expect(() => new ScaledClock(speed)).toThrow(/speed: expected a number above 0/);
  });
});
