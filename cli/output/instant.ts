/** `2026-01-05 10:00Z`: an ISO instant to the minute, in UTC as everything of AWS's. */
export const shortInstant = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')}Z`;
