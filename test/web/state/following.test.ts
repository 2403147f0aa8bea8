import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { following } from '../../../web/state/following.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('A signal that follows another', () => {
  it('does so at once if that has rested', () => {
    const leader = signal(0);
    const follower = following(leader, 8);
    vi.advanceTimersByTime(1000);
    leader.value = 5;
    expect(follower.value).toBe(5);
  });

  it('does so with every eighth value while that goes on, and has its last one in the end', () => {
    const leader = signal(0);
    const follower = following(leader, 8);
    vi.advanceTimersByTime(1000);
    const seen = new Set<number>();
    for (let step = 1; step <= 20; step += 1) {
      leader.value = step;
      vi.advanceTimersByTime(16);
      seen.add(follower.value);
    }
    expect([...seen]).toEqual([1, 9, 17]);
    vi.advanceTimersByTime(200);
    expect(follower.value).toBe(20);
  });
});
