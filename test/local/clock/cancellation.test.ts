import { describe, expect, it } from 'vitest';
import { Cancellation } from '../../../local/clock/cancellation.ts';
import { sleptFully } from '../../../local/clock/clock.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';

describe('a cancellation', () => {
  it('calls off all sleeps that were given it, and those begun later, but none that are over', async () => {
    const clock = new VirtualClock(0);
    const cancellation = new Cancellation();
    const over = sleptFully(clock, 1, cancellation);
    await clock.advance(1);
    const both = [sleptFully(clock, 50, cancellation), sleptFully(clock, 60, cancellation)];
    cancellation.abort();
    cancellation.abort();
    expect(await over).toBe(true);
    expect(await Promise.all(both)).toEqual([false, false]);
    expect(await sleptFully(clock, 5, cancellation)).toBe(false);
    expect(clock.now()).toBe(1);
  });

  it('tells each listener once, in order, and no one who has gone', () => {
    const cancellation = new Cancellation();
    const told: string[] = [];
    const gone = () => void told.push('gone');
    cancellation.addEventListener('abort', () => void told.push('first'));
    cancellation.addEventListener('abort', gone);
    cancellation.addEventListener('abort', { handleEvent: () => void told.push('second') });
    cancellation.removeEventListener('abort', gone);
    cancellation.abort();
    cancellation.abort();
    expect(told).toEqual(['first', 'second']);
    expect(cancellation.aborted).toBe(true);
  });
});
