/** Characters of a full bar: 5 % each. */
const width = 20;

/**
 * A share of the traffic as text: `████░░░░░░░░░░░░░░░░` is 20 %. A tiny share is never shown as nothing, nor
 * an almost full one as full: 1 % is 0.2 of a cell and gets one; 99.9 % would round to 20 and gets 19; 33.3 %
 * gets 7 (6.66).
 */
export function trafficBar(percent: number): string {
  const share = Math.min(100, Math.max(0, percent));
  const cells = Math.round((share / 100) * width);
  const least = share > 0 ? 1 : 0;
  const most = share < 100 ? width - 1 : width;
  const full = Math.min(most, Math.max(least, cells));
  return '█'.repeat(full) + '░'.repeat(width - full);
}
