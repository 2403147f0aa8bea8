import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sleptFully } from '../../../local/clock/clock.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';

describe('the virtual clock', () => {
  it('moves to each due instant in order, however the sleeps were begun', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }),
        async (delays) => {
          const clock = new VirtualClock(0);
          const woken: [number, number][] = [];
          delays.forEach((delay, index) => {
            void clock.sleep(delay).then(() => woken.push([clock.now(), index]));
          });
          await clock.advance(1000);
          const expected = delays
            .map((delay, index): [number, number] => [delay, index])
            .sort(([a, i], [b, j]) => a - b || i - j);
          expect(woken).toEqual(expected);
          expect(clock.now()).toBe(1000);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('settles all that one sleeper sets going before the next wakes', async () => {
    const clock = new VirtualClock(0);
    const trace: string[] = [];
    const chain = async (name: string) => {
      await clock.sleep(10);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      trace.push(name);
    };
    void chain('first');
    void chain('second').then(() => trace.push('after second'));
    await clock.advance(10);
    expect(trace).toEqual(['first', 'second', 'after second']);
  });

  it('stands still while a leaf is open, and runs leaves one at a time', async () => {
    const clock = new VirtualClock(0);
    const trace: string[] = [];
    const leaf = (name: string, turns: number) =>
      clock.io(async () => {
        trace.push(`${name} begins at ${clock.now()}`);
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        trace.push(`${name} ends at ${clock.now()}`);
      });
    void leaf('slow', 20);
    void leaf('quick', 1);
    void clock.sleep(5).then(() => trace.push('woken'));
    await clock.advance(5);
    expect(trace).toEqual([
      'slow begins at 0',
      'slow ends at 0',
      'quick begins at 0',
      'quick ends at 0',
      'woken',
    ]);
  });

  it('goes on after a leaf that failed', async () => {
    const clock = new VirtualClock(0);
    const failed = clock.io(() => Promise.reject(new Error('no disk')));
    await expect(failed).rejects.toThrow('no disk');
    await expect(clock.io(async () => 'fine')).resolves.toBe('fine');
  });

  it('does not move for a cancelled sleep', async () => {
    const clock = new VirtualClock(0);
    const abort = new AbortController();
    const slept = sleptFully(clock, 50, abort.signal);
    const later = clock.sleep(20);
    abort.abort();
    expect(await clock.drive(slept)).toBe(false);
    await clock.drive(later);
    expect(clock.now()).toBe(20);
    await expect(clock.sleep(1, abort.signal)).rejects.toBe(abort.signal.reason);
  });

  it('says so when nothing is due and the awaited never comes', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    await expect(clock.drive(new Promise(() => undefined))).rejects.toThrow(
      /nothing is due after 2026-01-01T00:00:00/,
    );
  });

  it('passes on what the driven work throws', async () => {
    const clock = new VirtualClock(0);
    const work = clock.sleep(5).then(() => {
      throw new Error('at five');
    });
    await expect(clock.drive(work)).rejects.toThrow('at five');
    expect(clock.now()).toBe(5);
  });
});
