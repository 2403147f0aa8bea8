import { formatDuration } from '../../core/values/duration.ts';

/** Instants as the page shows them: all in UTC. */

/** `2026-01-05T10:00:00.000Z` → epoch milliseconds. */
export const msOf = (instant: string): number => Date.parse(instant);

const iso = (ms: number): string => new Date(ms).toISOString();

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/** `14:03:20`. Reckoned, since it is asked for with every step of a drag. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000) % 86_400;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `14:03` */
export const minuteText = (ms: number): string => iso(ms).slice(11, 16);

/** `2026-11-30` */
export const dayText = (ms: number): string => iso(ms).slice(0, 10);

/** `2026-11-30 14:03:20Z` */
export const fullText = (ms: number): string => `${dayText(ms)} ${clockText(ms)}Z`;

/** The time of day if it is the same day as `near`, the day with it otherwise. */
export const nearText = (ms: number, near: number): string =>
  dayText(ms) === dayText(near) ? minuteText(ms) : `${dayText(ms).slice(5)} ${minuteText(ms)}`;

/** How long, in at most two units: `45s`, `12m`, `3h 20m`, `4d 2h`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return formatDuration(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  const rest = (part: number, unit: string) => (part === 0 ? '' : ` ${part}${unit}`);
  if (hours < 48) return `${hours}h${rest(minutes % 60, 'm')}`;
  return `${Math.floor(hours / 24)}d${rest(hours % 24, 'h')}`;
}
