/** `1h30m`, `5m`, `90s` or `0s` in seconds; undefined if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const [whole, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  if (whole === undefined || whole === '') return undefined;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

/**
 * Seconds for people: 5400 → `1h30m`, 90 → `1m30s`, 0 → `0s`. Parts of a second are kept: 90.5 → `1m30.5s`.
 */
export function formatDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Math.round((seconds % 60) * 1000) / 1000;
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${rest ? `${rest}s` : ''}` || '0s';
}
