/** From when to when, and in which periods. */
export interface Span {
  /** Epoch milliseconds, whole periods. */
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
}

const minute = 60_000;
const day = 86_400_000;
/** Before the shift, for comparison. */
const marginMs = 10 * minute;
/** A line needs no more points, and the file stays small. */
const mostPeriods = 480;

/**
 * The span of a shift's figures: from ten minutes before it to its end, since after that another release may come. As fine as CloudWatch still has
 * them (a minute for 15 days, five for 63, an hour for 455: CloudWatch concepts, "Metrics retention"), and as coarse as
 * 480 periods allow: a shift of eight hours, 490 minutes with those before, has periods of five minutes.
 *
 * @param now epoch milliseconds, like the others
 * @param ended undefined while it is under way
 */
export function spanOf(began: number, ended: number | undefined, now: number): Span {
  const age = now - began;
  const kept = age < 15 * day ? 60 : age < 63 * day ? 300 : 3600;
  const until = Math.min(now, ended ?? now);
  const since = began - marginMs;
  const fitting = [60, 300, 900, 3600, 21_600, 86_400].find(
    (seconds) => seconds >= kept && (until - since) / (seconds * 1000) <= mostPeriods,
  );
  const periodSeconds = fitting ?? 86_400;
  const period = periodSeconds * 1000;
  return {
    from: Math.floor(since / period) * period,
    to: Math.ceil(until / period) * period,
    periodSeconds,
  };
}
