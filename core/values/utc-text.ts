/** An instant in epoch milliseconds as people read it: `2026-01-05 10:00 UTC`. */
export function utcMinute(at: number): string {
  const utc = new Date(at).toISOString();
  return `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`;
}
