import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScaledClock } from '../../../local/clock/scaled.ts';

const start = 1_000_000;

/** Who woke on `clock`, and when by its own reading. */
function watched(clock: ScaledClock) {
  const woken: [string, number][] = [];
  const sleeper = async (name: string, ms: number, then?: () => Promise<void> | void) => {
    await clock.sleep(ms);
    woken.push([name, clock.now() - start]);
    await then?.();
  };
  return { woken, sleeper };
}

describe('a scaled clock, paused and moved by hand', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stands still while it is paused, and goes on from there', async () => {
    const clock = new ScaledClock(600);
    const { woken, sleeper } = watched(clock);
    void sleeper('bake', 300_000);
    await vi.advanceTimersByTimeAsync(100);
    clock.pause();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([clock.now() - start, clock.paused, woken, vi.getTimerCount()]).toEqual([60_000, true, [], 0]);

    clock.resume();
    await vi.advanceTimersByTimeAsync(399);
    expect(woken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect([woken, clock.paused]).toEqual([[['bake', 300_000]], false]);
  });

  it('lets the present happen while it is paused: only what lies ahead is held up', async () => {
    const clock = new ScaledClock(1);
    const { woken, sleeper } = watched(clock);
    clock.pause();
    void sleeper('at once', 0);
    void sleeper('ahead', 1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(woken).toEqual([['at once', 0]]);
  });

  it('stays where it is when it is paused twice or resumed twice', async () => {
    const clock = new ScaledClock(60);
    clock.pause();
    await vi.advanceTimersByTimeAsync(1000);
    clock.pause();
    clock.resume();
    clock.resume();
    await vi.advanceTimersByTimeAsync(1000);
    expect(clock.now() - start).toBe(60_000);
  });

  it('changes its speed from now on, for those asleep already too', async () => {
    const clock = new ScaledClock(1);
    const { woken, sleeper } = watched(clock);
    void sleeper('bake', 300_000);
    await vi.advanceTimersByTimeAsync(60_000);
    clock.setSpeed(240);
    expect([clock.now() - start, clock.speed]).toEqual([60_000, 240]);
    await vi.advanceTimersByTimeAsync(999);
    expect(woken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toEqual([['bake', 300_000]]);
    expect(() => clock.setSpeed(0)).toThrow(/speed: expected a number above 0/);
    expect(clock.speed).toBe(240);
  });

  it('wakes sleepers at their own instants, however late the host is: time never passes one', async () => {
    const clock = new ScaledClock(600);
    const { woken, sleeper } = watched(clock);
    void sleeper('first', 60_000, () => sleeper('60 s after the first', 60_000));
    void sleeper('second', 90_000);
    // Ten seconds of a busy host: 6,000 simulated ones have gone by.
    vi.setSystemTime(start + 10_000);
    expect(clock.now() - start).toBe(60_000);
    await vi.advanceTimersByTimeAsync(110);
    expect(woken).toEqual([
      ['first', 60_000],
      ['second', 90_000],
      ['60 s after the first', 120_000],
    ]);
    expect(clock.now() - start).toBe(10_110 * 600);
  });

  it('never goes back, though the host’s date is set back', async () => {
    const clock = new ScaledClock(1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(clock.now() - start).toBe(5000);
    vi.setSystemTime(start);
    expect(clock.now() - start).toBe(5000);
  });
});

describe('a jump of the scaled clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('wakes on the way all that come due, in order, those that come to lie down on the way too', async () => {
    const clock = new ScaledClock(1);
    clock.pause();
    const from = clock.now();
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number, then?: () => Promise<void>) => {
      await clock.sleep(ms);
      woken.push([name, clock.now() - from]);
      await then?.();
    };
    void sleeper('five minutes', 300_000);
    void sleeper('one', 60_000, () => sleeper('one and two', 120_000));
    void sleeper('a moment after', 300_001);
    await clock.advance(300_000);
    expect(woken).toEqual([
      ['one', 60_000],
      ['one and two', 180_000],
      ['five minutes', 300_000],
    ]);
    expect([clock.now() - from, clock.paused]).toEqual([300_000, true]);
  });

  it('lets host work end before it goes on, so that nobody wakes too early', async () => {
    const clock = new ScaledClock(1);
    clock.pause();
    const from = clock.now();
    const trace: string[] = [];
    void clock.sleep(10).then(async () => {
      await clock.io(async () => {
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      });
      trace.push(`the container is up at ${clock.now() - from}`);
    });
    void clock.sleep(11).then(() => trace.push(`it is needed at ${clock.now() - from}`));
    await clock.advance(11);
    expect(trace).toEqual(['the container is up at 10', 'it is needed at 11']);
  });

  it('goes to the next that is due, and says when there is none', async () => {
    const clock = new ScaledClock(1);
    clock.pause();
    const from = clock.now();
    const abort = new AbortController();
    const calledOff = clock.sleep(10, abort.signal);
    abort.abort(new Error('enough'));
    await expect(calledOff).rejects.toThrow('enough');
    void clock.sleep(70_000);
    expect([clock.nextDue(), await clock.advanceToNext()]).toEqual([from + 70_000, true]);
    expect([clock.now() - from, clock.nextDue(), await clock.advanceToNext()]).toEqual([
      70_000,
      undefined,
      false,
    ]);
  });

  it('runs on from where it landed if it was running', async () => {
    const clock = new ScaledClock(0.001);
    const from = clock.now();
    await clock.advance(3_600_000);
    expect(clock.paused).toBe(false);
    expect(clock.now() - from).toBeGreaterThanOrEqual(3_600_000);
    expect(clock.now() - from).toBeLessThan(3_601_000);
  });

  it('is all that moves time while it lasts, though the clock was running', async () => {
    vi.useFakeTimers({ now: start, toFake: ['Date'] });
    const clock = new ScaledClock(600);
    let after: number | undefined;
    void clock.sleep(600_000).then(async () => {
      // Five host milliseconds, three simulated seconds if the clock ran on.
      await clock.io(async () => {
        await new Promise((resolve) => setImmediate(resolve));
        vi.setSystemTime(start + 5);
      });
      after = clock.now();
    });
    void clock.sleep(3_600_000);
    await clock.advance(3_600_000);
    expect(after).toBe(start + 600_000);
  });

  it('is made after another that is under way', async () => {
    const clock = new ScaledClock(1);
    clock.pause();
    const from = clock.now();
    void clock.sleep(1000);
    await Promise.all([clock.advance(1000), clock.advance(1000)]);
    expect(clock.now() - from).toBe(2000);
  });

  it('refuses to go back, and can be asked again', async () => {
    const clock = new ScaledClock(1);
    clock.pause();
    const from = clock.now();
    await expect(clock.advanceTo(from - 1)).rejects.toThrow(/expected an instant not before .*can't go back/);
    await clock.advanceTo(from + 1);
    expect(clock.now()).toBe(from + 1);
  });
});
