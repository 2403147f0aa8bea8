import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { closableClock } from '../../../local/stack/closable-clock.ts';

/** A sleeper on `clock` and what has become of it. */
function sleeper(sleep: Promise<void>) {
  const fate: { is: unknown } = { is: 'asleep' };
  sleep.then(
    () => {
      fate.is = 'awake';
    },
    (error: unknown) => {
      fate.is = error;
    },
  );
  return fate;
}

describe('A clock that can be closed', () => {
  it('is the clock beneath it as long as it is open', async () => {
    const beneath = new VirtualClock(1000);
    const clock = closableClock(beneath);
    const one = sleeper(clock.sleep(60_000));
    await beneath.advance(59_999);
    expect([clock.now(), one.is]).toEqual([60_999, 'asleep']);
    await beneath.advance(1);
    expect([clock.now(), one.is]).toEqual([61_000, 'awake']);
    expect(await clock.io(async () => 'done')).toBe('done');
  });

  it('lets its sleepers be woken by their signals', async () => {
    const beneath = new VirtualClock();
    const clock = closableClock(beneath);
    const stop = new AbortController();
    const one = sleeper(clock.sleep(60_000, stop.signal));
    const reason = new Error('stopped');
    stop.abort(reason);
    await beneath.advance(0);
    expect(one.is).toBe(reason);
    await expect(clock.sleep(1, stop.signal)).rejects.toBe(reason);
  });

  it('wakes nobody any more once it is closed, not even with an error', async () => {
    const beneath = new VirtualClock();
    const clock = closableClock(beneath);
    const before = sleeper(clock.sleep(60_000));
    clock.close();
    const after = sleeper(clock.sleep(0));
    await beneath.advance(3_600_000);
    expect([before.is, after.is]).toEqual(['asleep', 'asleep']);
  });

  it('still runs host work once it is closed, so that it can be tidied up', async () => {
    const clock = closableClock(new VirtualClock());
    clock.close();
    expect(await clock.io(async () => 'tidy')).toBe('tidy');
  });
});
