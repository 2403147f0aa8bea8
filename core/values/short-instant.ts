import type { Instant } from './instant.ts';
/** `2026-01-05 10:00Z`: an instant to the minute, in UTC like all of AWS's times. */
export const shortInstant = (instant: Instant): string => `${instant.slice(0, 16).replace('T', ' ')}Z`;
