import type { Timers } from './live/poller.ts';

/** This machine's. */
export const timers: Timers = {
  now: () => performance.now(),
  every(ms, work) {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
};
